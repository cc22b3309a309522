package io.monarch.compare;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Temporary files with unmatched documents, partitioned by the hash of {@code _id}. Only
 * the user of the process can read them, and they are deleted when they are closed.
 */
final class SpillFiles implements AutoCloseable {

	private static final int BITS = 6;

	private static final int PARTITIONS = 1 << BITS;

	private static final int BUFFER = 8192;

	private static final String DIRECTORY = "java.io.tmpdir";

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final int inMemory;

	private final List<Partition> partitions = new ArrayList<>();

	SpillFiles(int inMemory) {
		this.inMemory = inMemory;
		try {
			for (int i = 0; i < PARTITIONS; i++) {
				this.partitions.add(Partition.create());
			}
		}
		catch (IOException ex) {
			close();
			throw failed(ex);
		}
	}

	void write(Map<Fingerprint, Unmatched> documents) {
		try {
			for (Map.Entry<Fingerprint, Unmatched> each : documents.entrySet()) {
				this.partitions.get((int) (each.getKey().id() >>> (Long.SIZE - BITS)))
					.write(each.getKey(), each.getValue());
			}
		}
		catch (IOException ex) {
			throw failed(ex);
		}
	}

	/**
	 * Call with the documents of each partition. One that does not fit into memory is
	 * read several times, each time for other values of {@code _id}.
	 */
	void read(Consumer<Map<Fingerprint, Unmatched>> consumer) throws InterruptedException {
		try {
			for (Partition partition : this.partitions) {
				int bits = 0;
				while (partition.documents >>> bits > this.inMemory) {
					bits++;
				}
				for (long group = 0; group < 1L << bits; group++) {
					if (Interruption.isPending()) {
						throw new InterruptedException();
					}
					consumer.accept(partition.read(group, bits));
				}
			}
		}
		catch (IOException ex) {
			throw failed(ex);
		}
	}

	private static MonarchException failed(IOException ex) {
		return new MonarchException(Kind.FAILED,
				"A temporary file in '" + System.getProperty(DIRECTORY) + "' cannot be used: " + ex.getMessage() + ".",
				"Free space there, or run it with another folder: -D" + DIRECTORY + "=<folder>.", ex);
	}

	@Override
	public void close() {
		IOException failure = null;
		for (Partition partition : this.partitions) {
			try {
				partition.channel.close();
			}
			catch (IOException ex) {
				failure = ex;
			}
		}
		this.partitions.clear();
		if (failure != null) {
			throw failed(failure);
		}
	}

	/**
	 * One file.
	 */
	private static final class Partition {

		private final FileChannel channel;

		private final DataOutputStream output;

		private long documents;

		private Partition(FileChannel channel) {
			this.channel = channel;
			this.output = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
		}

		static Partition create() throws IOException {
			Path file = Files.createTempFile("monarch-compare-", ".part");
			return new Partition(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
					StandardOpenOption.DELETE_ON_CLOSE));
		}

		void write(Fingerprint fingerprint, Unmatched unmatched) throws IOException {
			this.output.writeLong(fingerprint.id());
			this.output.writeLong(fingerprint.content());
			this.output.writeInt(unmatched.balance());
			this.output.writeLong(unmatched.position());
			byte[] id = bytes(unmatched.id());
			this.output.writeInt(id.length);
			this.output.write(id);
			this.documents++;
		}

		private static byte[] bytes(@Nullable BsonValue id) {
			if (id == null) {
				return new byte[0];
			}
			var buffer = new RawBsonDocument(new BsonDocument("", id), CODEC).getByteBuffer().asNIO();
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			return bytes;
		}

		Map<Fingerprint, Unmatched> read(long group, int bits) throws IOException {
			this.output.flush();
			Map<Fingerprint, Unmatched> found = new HashMap<>();
			DataInputStream input = new DataInputStream(
					new BufferedInputStream(Channels.newInputStream(this.channel.position(0)), BUFFER));
			for (long i = 0; i < this.documents; i++) {
				Fingerprint fingerprint = new Fingerprint(input.readLong(), input.readLong());
				int balance = input.readInt();
				long position = input.readLong();
				byte[] id = input.readNBytes(input.readInt());
				if ((fingerprint.id() & ((1L << bits) - 1)) == group) {
					UnmatchedDocuments.add(found, fingerprint, new Unmatched(value(id), balance, position));
				}
			}
			this.channel.position(this.channel.size());
			return found;
		}

		private static @Nullable BsonValue value(byte[] id) {
			return (id.length > 0) ? new RawBsonDocument(id).decode(CODEC).get("") : null;
		}

	}

}
