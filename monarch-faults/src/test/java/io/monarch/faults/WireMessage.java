package io.monarch.faults;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * A message of MongoDB's protocol.
 *
 * @param bytes all of it, with its header: length, id, id of the answered one, opcode
 */
record WireMessage(byte[] bytes) {

	private static final int HEADER = 16;

	/** After the flags and the kind of the first section. */
	private static final int BODY = HEADER + 5;

	private static final int OP_MSG = 2013;

	/** The write to the lock's record that commits to a swap. */
	static final String COMMIT = "commit";

	/** Another write to the lock's record about a replacement. */
	static final String RECORD = "record";

	private static final String DIGEST = "\0digest\0";

	private static final String REPLACEMENT = "replacement";

	private static final String RUN = "\0runs.";

	/** What giving a lock back is called. */
	static final String RELEASE = "release";

	/** An empty text as the owner, in BSON: who gives a lock back says so. */
	private static final String NO_OWNER = "\u0002owner\0\u0001\0\0\0\0";

	static WireMessage read(DataInputStream input) throws IOException {
		byte[] length = input.readNBytes(4);
		if (length.length < 4) {
			throw new EOFException();
		}
		byte[] bytes = new byte[ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt()];
		System.arraycopy(length, 0, bytes, 0, 4);
		input.readFully(bytes, 4, bytes.length - 4);
		return new WireMessage(bytes);
	}

	int id() {
		return number(4);
	}

	int answered() {
		return number(8);
	}

	/**
	 * Return the name of the command, with one of its own for the commit of a swap, for
	 * what else is noted in the lock's record, and for giving the lock back, or nothing
	 * for the lock's heartbeat.
	 */
	String command() {
		if (number(12) != OP_MSG || this.bytes[BODY - 1] != 0) {
			return "";
		}
		BsonDocument document = body();
		String command = document.getFirstKey();
		if (!command.equals("update") || document.containsKey("autocommit")
				|| !document.getString("update").getValue().equals("monarch_lock")) {
			return command;
		}
		String text = new String(this.bytes, StandardCharsets.ISO_8859_1);
		if (text.contains(DIGEST)) {
			return COMMIT;
		}
		if (text.contains(REPLACEMENT) || text.contains(RUN)) {
			return RECORD;
		}
		return text.contains(NO_OWNER) ? RELEASE : "";
	}

	/**
	 * Tell whether it drops whatever has a name when it arrives. There is no other way to
	 * drop a view.
	 */
	boolean dropsByName() {
		return command().equals("drop") && !body().containsKey("collectionUUID")
				&& !body().getString("drop").getValue().startsWith("monarch_");
	}

	private BsonDocument body() {
		return new RawBsonDocument(this.bytes, BODY, number(BODY));
	}

	private int number(int offset) {
		return ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
	}

}
