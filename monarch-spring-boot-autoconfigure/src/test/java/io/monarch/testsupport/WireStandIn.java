package io.monarch.testsupport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Stands before a real server and answers some commands as another one would: a router,
 * or a later version. What it is asked for and what it says are the messages that pass on
 * the wire, without compression.
 */
public final class WireStandIn implements AutoCloseable {

	private static final int HEADER = 16;

	private static final int OP_REPLY = 1;

	private static final int OP_QUERY = 2004;

	private static final int OP_MSG = 2013;

	private static final int MORE_TO_COME = 2;

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final TestRelay relay;

	private final Answer answer;

	/**
	 * Start to stand in.
	 * @param address the server's host and port
	 * @param answer how commands are answered
	 */
	public WireStandIn(String address, Answer answer) {
		this.answer = answer;
		this.relay = new TestRelay(address, (client, server) -> TestRelay.start(() -> serve(client, server)));
		this.relay.accept();
	}

	/**
	 * Return where clients connect to.
	 * @return host and port
	 */
	public String address() {
		return this.relay.address();
	}

	private void serve(Socket client, Socket server) {
		try (client; server) {
			DataInputStream requests = new DataInputStream(client.getInputStream());
			DataInputStream replies = new DataInputStream(server.getInputStream());
			while (true) {
				ByteBuffer request = read(requests);
				if (request.getInt(12) == OP_MSG && (request.getInt(HEADER) & MORE_TO_COME) != 0) {
					server.getOutputStream().write(request.array());
					continue;
				}
				BsonDocument command = document(request, start(request));
				BsonDocument said = this.answer.to(command, () -> {
					server.getOutputStream().write(request.array());
					ByteBuffer reply = read(replies);
					return document(reply, start(reply));
				});
				write(client.getOutputStream(), request, said);
			}
		}
		catch (IOException ex) {
			// one side has gone, and so has the other
		}
	}

	/**
	 * Return where the document of a message begins.
	 */
	private static int start(ByteBuffer message) {
		return switch (message.getInt(12)) {
			case OP_MSG -> HEADER + 4 + 1;
			case OP_REPLY -> HEADER + 20;
			case OP_QUERY -> {
				int end = HEADER + 4;
				while (message.get(end) != 0) {
					end++;
				}
				yield end + 1 + 8;
			}
			default -> throw new IllegalStateException("A message of an unknown kind");
		};
	}

	private static ByteBuffer read(DataInputStream input) throws IOException {
		byte[] header = new byte[4];
		input.readFully(header);
		int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
		byte[] message = Arrays.copyOf(header, length);
		input.readFully(message, 4, length - 4);
		return ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
	}

	private static BsonDocument document(ByteBuffer message, int start) {
		ByteBuffer bson = ByteBuffer.wrap(message.array(), start, message.getInt(start)).slice();
		try (BsonBinaryReader reader = new BsonBinaryReader(bson)) {
			return CODEC.decode(reader, DecoderContext.builder().build());
		}
	}

	private static void write(OutputStream output, ByteBuffer request, BsonDocument document) throws IOException {
		byte[] bson;
		try (BasicOutputBuffer buffer = new BasicOutputBuffer();
				BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			CODEC.encode(writer, document, EncoderContext.builder().build());
			bson = buffer.toByteArray();
		}
		boolean old = request.getInt(12) == OP_QUERY;
		ByteBuffer reply = ByteBuffer.allocate(HEADER + (old ? 20 : 5) + bson.length).order(ByteOrder.LITTLE_ENDIAN);
		reply.putInt(reply.capacity()).putInt(0).putInt(request.getInt(4)).putInt(old ? OP_REPLY : OP_MSG);
		if (old) {
			reply.putInt(0).putLong(0).putInt(0).putInt(1);
		}
		else {
			reply.putInt(0).put((byte) 0);
		}
		output.write(reply.put(bson).array());
	}

	@Override
	public void close() {
		this.relay.close();
	}

	/**
	 * Answers commands.
	 */
	@FunctionalInterface
	public interface Answer {

		/**
		 * Answer a command.
		 * @param command the command, without the documents that are sent beside it
		 * @param server asks the server behind
		 * @return the answer
		 * @throws IOException if the server behind is gone
		 */
		BsonDocument to(BsonDocument command, Server server) throws IOException;

	}

	/**
	 * The server behind.
	 */
	@FunctionalInterface
	public interface Server {

		/**
		 * Let the server behind answer.
		 * @return its answer
		 * @throws IOException if it is gone
		 */
		BsonDocument ask() throws IOException;

	}

}
