package io.monarch.faults;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;

/**
 * What a plain driver sees of a database.
 */
final class View {

	/** The migration whose record the next command changes. */
	static final String MARKED = "202611180930_create_campaigns";

	/** What Monarch keeps for itself, and what the server makes of views. */
	private static final Set<String> KEPT = Set.of("monarch_lock", "monarch_migrations", "system.views");

	private final MongoDatabase database;

	View(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Return the records of completed migrations, and not the positions of one that runs.
	 */
	List<Document> completed() {
		return history(Filters.and(Filters.eq("state", "COMPLETED"), Filters.exists("rangeOf", false)));
	}

	/**
	 * Return everything that does not change by itself: of each collection its type,
	 * options, indexes and the server's hash of its documents, or how many there are
	 * where they change all the while; and the history.
	 */
	Map<String, String> picture() {
		return Patience.retry(this::look);
	}

	private Map<String, String> look() {
		Document hashes = this.database.runCommand(new Document("dbHash", 1)).get("collections", Document.class);
		Map<String, String> picture = new TreeMap<>();
		for (Document info : this.database.listCollections()) {
			String name = info.getString("name");
			String type = info.getString("type");
			if (!KEPT.contains(name)) {
				String stored = type.equals("timeseries") ? "system.buckets." + name : name;
				Object documents = Writer.COLLECTIONS.contains(name)
						? this.database.getCollection(name).countDocuments() : hashes.get(stored);
				picture.put(name, type + " " + documents + " " + info.get("options") + " "
						+ (type.equals("view") ? "" : indexes(name)));
			}
		}
		picture.put("monarch_migrations", history(Filters.ne("_id", MARKED)).toString());
		return picture;
	}

	private TreeMap<String, String> indexes(String collection) {
		TreeMap<String, String> indexes = new TreeMap<>();
		for (Document index : this.database.getCollection(collection).listIndexes()) {
			indexes.put(index.getString("name"), index.toJson());
		}
		return indexes;
	}

	List<Document> history(org.bson.conversions.Bson filter) {
		return Patience.retry(() -> this.database.getCollection("monarch_migrations")
			.find(filter)
			.sort(Sorts.ascending("_id"))
			.into(new ArrayList<>()));
	}

	/**
	 * Return what no command may leave behind: a lock that is held, what is staged, and
	 * plans.
	 */
	List<String> leftovers() {
		List<String> left = new ArrayList<>();
		for (String name : Patience.retry(() -> this.database.listCollectionNames().into(new ArrayList<>()))) {
			if (name.startsWith("monarch_") && !name.equals("monarch_lock") && !name.equals("monarch_migrations")) {
				left.add(name);
			}
		}
		held().forEach((lock) -> left.add(lock.toJson()));
		return left;
	}

	/**
	 * Wait for the lease of a process that was killed, which nobody else may have needed.
	 * @param most how long it may last
	 */
	void awaitLease(long most) throws InterruptedException {
		long start = System.nanoTime();
		while (!held().isEmpty() && System.nanoTime() - start < most * 1_000_000) {
			Thread.sleep(100);
		}
	}

	private List<Document> held() {
		return Patience.retry(() -> this.database.getCollection("monarch_lock")
			.find(Filters.gt("until", now()))
			.into(new ArrayList<>()));
	}

	private Date now() {
		return this.database.runCommand(new Document("hello", 1)).getDate("localTime");
	}

	long count(String collection, String field, Object value) {
		return Patience.retry(() -> this.database.getCollection(collection).countDocuments(Filters.eq(field, value)));
	}

	/**
	 * Return the sum of what is moved between accounts.
	 */
	long sumInMotion() {
		return Writer.COLLECTIONS.stream().mapToLong((name) -> sum(name, "amount")).sum();
	}

	/**
	 * Return the sum of a number over all documents of a collection.
	 */
	long sum(String collection, String field) {
		List<Document> documents = Patience
			.retry(() -> this.database.getCollection(collection).find(Filters.exists(field)).into(new ArrayList<>()));
		return documents.stream().mapToLong((it) -> it.get(field, Number.class).longValue()).sum();
	}

}
