package io.monarch.benchmark;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Data of a web shop, the same each time: users, orders, events and blobs, half a
 * gigabyte and 2.6 million documents with five secondary indexes for a size of 1.
 */
final class BenchmarkData {

	private static final int BATCH = 1000;

	private static final String[] WORDS = ("lorem ipsum dolor sit amet consetetur sadipscing elitr sed diam nonumy "
			+ "eirmod tempor invidunt ut labore et dolore magna aliquyam erat voluptua at vero eos accusam justo duo "
			+ "dolores ea rebum stet clita kasd gubergren no sea takimata sanctus est")
		.split(" ");

	private final MongoDatabase database;

	private final SplittableRandom random = new SplittableRandom(20261123);

	private BenchmarkData(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Fill a database.
	 * @param size how large, as a factor
	 */
	static void fill(MongoDatabase database, double size) {
		BenchmarkData data = new BenchmarkData(database);
		int users = (int) (300_000 * size);
		data.insert("users", users, (i) -> data.user(i));
		data.insert("orders", (int) (750_000 * size), (i) -> data.order(i, users));
		data.insert("events", (int) (1_500_000 * size), (i) -> data.event(i, users));
		data.insert("blobs", (int) (2_200 * size), (i) -> data.blob(i));
		database.getCollection("users").createIndex(new Document("email", 1));
		database.getCollection("orders").createIndex(new Document("user", 1).append("at", -1));
		database.getCollection("orders").createIndex(new Document("state", 1));
		database.getCollection("events").createIndex(new Document("at", 1));
		database.getCollection("events").createIndex(new Document("user", 1));
	}

	private void insert(String name, int count, IntFunction<Document> maker) {
		MongoCollection<Document> collection = this.database.getCollection(name);
		List<Document> batch = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			batch.add(maker.apply(i));
			if (batch.size() == BATCH || i == count - 1) {
				collection.insertMany(batch);
				batch.clear();
			}
		}
	}

	private ObjectId id(int number) {
		return new ObjectId(1_700_000_000 + number, this.random.nextInt(1 << 24));
	}

	private Document user(int i) {
		return new Document("_id", i).append("name", words(2))
			.append("email", "user" + this.random.nextInt() + "." + i + "@example.com")
			.append("born", new Date(this.random.nextLong(1_000_000_000_000L)))
			.append("address", new Document("street", words(3)).append("zip", this.random.nextInt(99999)))
			.append("tags", List.of(words(1), words(1), words(1)))
			.append("about", words(20));
	}

	private Document order(int i, int users) {
		List<Document> lines = new ArrayList<>();
		for (int line = this.random.nextInt(1, 5); line > 0; line--) {
			lines.add(new Document("sku", this.random.nextInt(100_000)).append("count", this.random.nextInt(1, 9))
				.append("price", this.random.nextInt(10_000) / 100.0)
				.append("title", words(4)));
		}
		return new Document("_id", id(i)).append("user", this.random.nextInt(users))
			.append("at", new Date(1_700_000_000_000L + i * 1000L))
			.append("state", WORDS[this.random.nextInt(5)])
			.append("lines", lines);
	}

	private Document event(int i, int users) {
		return new Document("_id", id(i)).append("user", this.random.nextInt(users))
			.append("at", new Date(1_700_000_000_000L + this.random.nextLong(1_000_000_000L)))
			.append("kind", WORDS[this.random.nextInt(WORDS.length)])
			.append("value", this.random.nextDouble());
	}

	private Document blob(int i) {
		byte[] bytes = new byte[this.random.nextInt(10_000, 90_000)];
		for (int position = 0; position < bytes.length / 2; position++) {
			bytes[position] = (byte) this.random.nextInt();
		}
		return new Document("_id", "blob-" + i).append("data", new Binary(bytes));
	}

	private String words(int count) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < count; i++) {
			text.append((i > 0) ? " " : "").append(WORDS[this.random.nextInt(WORDS.length)]);
		}
		return text.toString();
	}

}
