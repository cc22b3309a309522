package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.mongodb.client.MongoDatabase;
import io.monarch.transfer.ContentHash;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * The definitions of a database and a hash of the documents of each collection, to tell
 * whether two databases are equal.
 */
final class DatabaseContents {

	/** The maximum number of documents that are compared to find an example. */
	private static final int COMPARED = 10_000;

	private final MongoDatabase database;

	private final DatabaseDefinitions definitions;

	private final Map<String, ContentHash> hashes;

	private final ComparedForm form;

	private DatabaseContents(MongoDatabase database, DatabaseDefinitions definitions, Map<String, ContentHash> hashes,
			ComparedForm form) {
		this.database = database;
		this.definitions = definitions;
		this.hashes = hashes;
		this.form = form;
	}

	/**
	 * Read a database.
	 * @param without the names of collections to leave out
	 * @param form the form in which documents are compared
	 */
	static DatabaseContents of(MongoDatabase database, Set<String> without, ComparedForm form) {
		DatabaseDefinitions definitions = DatabaseDefinitions.of(database, without);
		Map<String, ContentHash> hashes = new TreeMap<>();
		definitions.collections().forEach((name, definition) -> {
			if (!definition.options().containsKey("viewOn")) {
				hashes.put(name, hash(database, name, form));
			}
		});
		return new DatabaseContents(database, definitions, hashes, form);
	}

	private static ContentHash hash(MongoDatabase database, String collection, ComparedForm form) {
		ContentHash hash = new ContentHash();
		database.getCollection(collection, RawBsonDocument.class)
			.find()
			.batchSize(1000)
			.forEach((document) -> hash.add(form.of(collection, document)));
		return hash;
	}

	/**
	 * Return what differs in another database, a sentence each.
	 */
	List<String> differences(DatabaseContents other) {
		List<String> differences = new ArrayList<>();
		this.definitions.changes(other.definitions).forEach((each) -> differences.add("It has " + each));
		for (String name : differing(other)) {
			ContentHash mine = this.hashes.get(name);
			ContentHash others = other.hashes.get(name);
			if (mine != null && others != null) {
				DifferingFields fields = fields(name, other);
				differences.add("Collection '" + name + "' differs"
						+ ((mine.documents() != others.documents())
								? ": it has " + others.documents() + " documents instead of " + mine.documents() : "")
						+ fields.describe());
			}
		}
		return differences;
	}

	private Set<String> differing(DatabaseContents other) {
		Set<String> names = new TreeSet<>(this.hashes.keySet());
		names.addAll(other.hashes.keySet());
		names.removeIf((name) -> Objects.equals(this.hashes.get(name), other.hashes.get(name)));
		return names;
	}

	/**
	 * Return the top-level fields in which documents of the same id differ, and
	 * {@code _id} if the ids themselves differ.
	 */
	Map<String, Set<String>> differingFields(DatabaseContents other) {
		Map<String, Set<String>> fields = new HashMap<>();
		differing(other).forEach((name) -> {
			if (this.hashes.containsKey(name) && other.hashes.containsKey(name)) {
				fields.put(name, fields(name, other).names());
			}
		});
		return fields;
	}

	private DifferingFields fields(String collection, DatabaseContents other) {
		DifferingFields fields = new DifferingFields(collection, this.form);
		List<RawBsonDocument> batch = new ArrayList<>();
		this.database.getCollection(collection, RawBsonDocument.class).find().limit(COMPARED).forEach((document) -> {
			batch.add(document);
			if (batch.size() == 500) {
				compare(collection, batch, other, fields);
				batch.clear();
			}
		});
		compare(collection, batch, other, fields);
		return fields;
	}

	private static void compare(String collection, List<RawBsonDocument> batch, DatabaseContents other,
			DifferingFields fields) {
		Map<BsonValue, RawBsonDocument> found = new HashMap<>();
		List<BsonValue> ids = batch.stream().map((each) -> each.get("_id")).toList();
		if (ids.isEmpty()) {
			return;
		}
		other.database.getCollection(collection, RawBsonDocument.class)
			.find(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))))
			.forEach((document) -> found.put(document.get("_id"), document));
		batch.forEach((document) -> fields.compare(document, found.get(document.get("_id"))));
	}

}
