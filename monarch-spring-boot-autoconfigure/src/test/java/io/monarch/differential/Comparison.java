package io.monarch.differential;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Compares two databases: names, kinds, options, indexes, and the bytes of the documents.
 */
final class Comparison {

	private final MongoDatabase expected;

	private final MongoDatabase actual;

	private final List<String> differences = new ArrayList<>();

	private final Set<String> ignored;

	private Comparison(MongoDatabase expected, MongoDatabase actual, Set<String> ignored) {
		this.ignored = ignored;
		this.expected = expected;
		this.actual = actual;
	}

	/**
	 * Compare.
	 * @param ignored options of indexes that are not compared
	 * @return the differences, in words
	 */
	static List<String> of(MongoDatabase expected, MongoDatabase actual, Set<String> ignored) {
		return new Comparison(expected, actual, ignored).compare();
	}

	private List<String> compare() {
		Map<String, BsonDocument> wanted = collections(this.expected);
		Map<String, BsonDocument> found = collections(this.actual);
		BsonDocument wantedHashes = hashes(this.expected);
		BsonDocument foundHashes = hashes(this.actual);
		found.keySet()
			.stream()
			.filter((name) -> !wanted.containsKey(name) && !isWithoutFunctions(name))
			.forEach((name) -> differ(name, "is extra"));
		wanted.forEach((name, info) -> {
			BsonDocument other = found.get(name);
			if (other == null) {
				differ(name, "is missing");
				return;
			}
			compare(name, "type", info.getString("type"), other.getString("type"));
			compare(name, "options", normalized(info.getDocument("options")), normalized(other.getDocument("options")));
			if (!info.getString("type").getValue().equals("view")) {
				if (!name.startsWith("system.buckets.")) {
					compareIndexes(name);
				}
				compareDocuments(name, info, wantedHashes.get(name, new BsonString("-")),
						foundHashes.get(name, new BsonString("-")));
			}
		});
		return this.differences;
	}

	/**
	 * A swap deletes the functions of the old database one by one, and keeps their
	 * collection.
	 */
	private boolean isWithoutFunctions(String name) {
		return name.equals("system.js") && this.actual.getCollection(name).countDocuments() == 0;
	}

	private static Map<String, BsonDocument> collections(MongoDatabase database) {
		Map<String, BsonDocument> collections = new TreeMap<>();
		database.listCollections(BsonDocument.class).forEach((info) -> {
			String name = info.getString("name").getValue();
			if (!name.equals("monarch_lock") && !name.equals("system.views")) {
				collections.put(name, info);
			}
		});
		return collections;
	}

	private static BsonDocument hashes(MongoDatabase database) {
		return database.runCommand(new BsonDocument("dbHash", new BsonInt32(1)), BsonDocument.class)
			.getDocument("collections");
	}

	private void compareIndexes(String name) {
		Map<String, BsonValue> wanted = indexes(this.expected, name);
		Map<String, BsonValue> found = indexes(this.actual, name);
		found.keySet()
			.stream()
			.filter((index) -> !wanted.containsKey(index))
			.forEach((index) -> differ(name, "has the extra index '" + index + "'"));
		wanted.forEach((index, definition) -> {
			if (!found.containsKey(index)) {
				differ(name, "lacks the index " + text(definition));
			}
			else {
				compare(name, "index '" + index + "'", definition, found.get(index));
			}
		});
	}

	private Map<String, BsonValue> indexes(MongoDatabase database, String name) {
		Map<String, BsonValue> indexes = new TreeMap<>();
		database.getCollection(name)
			.listIndexes(BsonDocument.class)
			.forEach((index) -> indexes.put(index.getString("name").getValue(), normalized(index)));
		return indexes;
	}

	/**
	 * The order of the options means nothing. The simple collation, and that a time
	 * series may have mixed types, is listed by some servers only.
	 */
	private BsonDocument normalized(BsonDocument definition) {
		BsonDocument sorted = new BsonDocument();
		new TreeMap<>(definition).forEach((name, value) -> {
			boolean simple = name.equals("collation")
					&& new BsonString("simple").equals(value.asDocument().get("locale"));
			boolean mixed = name.equals("storageEngine")
					&& text(value).contains("timeseriesBucketsMayHaveMixedSchemaData");
			if (!simple && !mixed && !name.equals("ns") && !this.ignored.contains(name)) {
				sorted.append(name, value);
			}
		});
		return sorted;
	}

	private void compare(String name, String what, BsonValue wanted, BsonValue found) {
		// As text, since a document has the same fields in any order.
		if (!text(wanted).equals(text(found))) {
			differ(name, what + " should be " + text(wanted) + " and is " + text(found));
		}
	}

	private void compareDocuments(String name, BsonDocument info, BsonValue wantedHash, BsonValue foundHash) {
		boolean capped = info.getDocument("options").containsKey("capped");
		if (wantedHash.equals(foundHash) && !wantedHash.equals(new BsonString("-")) && !capped) {
			return;
		}
		int number = 0;
		try (MongoCursor<RawBsonDocument> wanted = documents(this.expected, name, capped);
				MongoCursor<RawBsonDocument> found = documents(this.actual, name, capped)) {
			while (wanted.hasNext() && found.hasNext()) {
				RawBsonDocument left = wanted.next();
				RawBsonDocument right = found.next();
				number++;
				if (!bytes(left).equals(bytes(right))) {
					differ(name, "document " + number + " should be " + text(left) + " and is " + text(right));
					return;
				}
			}
			if (wanted.hasNext()) {
				differ(name, "ends after " + number + " documents, before " + text(wanted.next()));
			}
			else if (found.hasNext()) {
				differ(name, "has more than " + number + " documents, such as " + text(found.next()));
			}
		}
	}

	private static MongoCursor<RawBsonDocument> documents(MongoDatabase database, String name, boolean capped) {
		FindIterable<RawBsonDocument> find = database.getCollection(name, RawBsonDocument.class).find();
		return find.sort(new BsonDocument(capped ? "$natural" : "_id", new BsonInt32(1))).iterator();
	}

	private static ByteBuffer bytes(RawBsonDocument document) {
		return document.getByteBuffer().asNIO();
	}

	private static String text(BsonValue value) {
		String text = (value instanceof RawBsonDocument raw) ? raw.toJson()
				: (value instanceof BsonDocument document) ? document.toJson() : value.toString();
		return (text.length() > 500) ? text.substring(0, 500) + "…" : text;
	}

	private void differ(String name, String how) {
		this.differences.add("'" + name + "': " + how);
	}

}
