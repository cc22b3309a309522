package io.monarch.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import org.bson.Document;
import org.bson.RawBsonDocument;

/**
 * The least that has to be done for a copy, a backup and a restore: by the server itself,
 * and by plain loops of the driver.
 */
final class Floors {

	private static final int BUFFER = 8 << 20;

	private static final int BATCH = 1000;

	private final MongoClient client;

	private final MongoDatabase source;

	private final MongoDatabase target;

	private final Path folder;

	Floors(MongoClient client, Path folder) {
		this(client, folder, "source");
	}

	/**
	 * Create for another source.
	 */
	Floors(MongoClient client, Path folder, String source) {
		this.client = client;
		this.source = client.getDatabase(source);
		this.target = client.getDatabase("floor");
		this.folder = folder;
	}

	/**
	 * Let the server copy, and build the same indexes.
	 */
	void out() {
		for (String name : this.source.listCollectionNames()) {
			this.source.getCollection(name)
				.aggregate(
						List.of(new Document("$out", new Document("db", this.target.getName()).append("coll", name))))
				.toCollection();
			createIndexes(name);
		}
	}

	/**
	 * Read everything at a snapshot.
	 */
	void read() {
		read((name) -> OutputStream.nullOutputStream());
	}

	/**
	 * Read everything at a snapshot and write it to files as it is.
	 */
	void readIntoFiles() {
		read((name) -> Files.newOutputStream(file(name)));
	}

	/**
	 * Insert what was written to the files, and build the same indexes.
	 */
	void insertFromFiles() {
		for (String name : this.source.listCollectionNames()) {
			MongoCollection<RawBsonDocument> collection = this.target.getCollection(name, RawBsonDocument.class);
			try (InputStream input = new BufferedInputStream(Files.newInputStream(file(name)), BUFFER)) {
				List<RawBsonDocument> batch = new ArrayList<>();
				for (byte[] length = input.readNBytes(4); length.length == 4; length = input.readNBytes(4)) {
					byte[] document = new byte[ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt()];
					System.arraycopy(length, 0, document, 0, 4);
					input.readNBytes(document, 4, document.length - 4);
					batch.add(new RawBsonDocument(document));
					if (batch.size() == BATCH) {
						collection.insertMany(batch, new InsertManyOptions().ordered(false));
						batch.clear();
					}
				}
				if (!batch.isEmpty()) {
					collection.insertMany(batch, new InsertManyOptions().ordered(false));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			createIndexes(name);
		}
	}

	void drop() {
		this.target.drop();
	}

	private void createIndexes(String name) {
		List<Document> indexes = new ArrayList<>();
		for (Document index : this.source.getCollection(name).listIndexes()) {
			if (!"_id_".equals(index.getString("name"))) {
				indexes.add(index);
			}
		}
		if (!indexes.isEmpty()) {
			this.target.runCommand(new Document("createIndexes", name).append("indexes", indexes));
		}
	}

	private void read(Outputs outputs) {
		byte[] bytes = new byte[16 << 20];
		try (ClientSession session = this.client.startSession(ClientSessionOptions.builder().snapshot(true).build())) {
			for (String name : this.source.listCollectionNames()) {
				try (OutputStream output = new BufferedOutputStream(outputs.open(name), BUFFER)) {
					for (RawBsonDocument document : this.source.getCollection(name, RawBsonDocument.class)
						.find(session)) {
						ByteBuffer buffer = document.getByteBuffer().asNIO();
						int length = buffer.remaining();
						buffer.get(bytes, 0, length);
						output.write(bytes, 0, length);
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(String collection) {
		return this.folder.resolve(collection + ".bson");
	}

	/**
	 * Where the documents of a collection go.
	 */
	@FunctionalInterface
	private interface Outputs {

		OutputStream open(String collection) throws IOException;

	}

}
