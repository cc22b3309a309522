package io.monarch.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/**
 * Compares a database with what the fixtures of mongodump say that they held.
 */
final class Expected {

	private Expected() {
	}

	/**
	 * Compare.
	 * @param partial whether some collections are not in the dump
	 * @return the differences
	 */
	static List<String> of(MongoDatabase database, Path fixtures, boolean partial) throws IOException {
		BsonDocument expected = BsonDocument.parse(Files.readString(fixtures.resolve("expected.json")));
		BsonDocument hashes = database.runCommand(new BsonDocument("dbHash", new BsonInt32(1)), BsonDocument.class)
			.getDocument("collections");
		Map<String, BsonDocument> found = new TreeMap<>();
		database.listCollections(BsonDocument.class)
			.forEach((info) -> found.put(info.getString("name").getValue(), info));
		List<String> differences = new ArrayList<>();
		int compared = 0;
		for (Map.Entry<String, BsonValue> each : expected.getDocument("dbHash").entrySet()) {
			String name = each.getKey();
			// The server keeps views with the name of their database, which is another
			// one.
			if (name.equals("system.views") || (partial && !found.containsKey(name))) {
				continue;
			}
			compared++;
			if (!each.getValue().equals(hashes.get(name))) {
				differences.add(name + ": the hash is " + hashes.get(name) + ", not " + each.getValue());
			}
		}
		for (Map.Entry<String, BsonValue> each : expected.getDocument("collections").entrySet()) {
			String name = each.getKey();
			BsonDocument info = found.get(name);
			if (info == null) {
				if (!partial || !name.matches("big|fs\\..*")) {
					differences.add(name + " is missing");
				}
				continue;
			}
			BsonDocument wanted = each.getValue().asDocument();
			if (!info.getString("type").equals(wanted.getString("type"))) {
				differences.add(name + " is a " + info.getString("type"));
			}
			if (!sorted(info.getDocument("options")).equals(sorted(wanted.getDocument("options")))) {
				differences.add(name + ": options are " + info.getDocument("options"));
			}
			if (!"view".equals(wanted.getString("type").getValue())) {
				indexes(database, name, wanted, differences);
			}
		}
		if (compared < 5) {
			differences.add("only " + compared + " collections were compared");
		}
		return differences;
	}

	private static void indexes(MongoDatabase database, String name, BsonDocument wanted, List<String> differences) {
		Map<String, String> actual = new TreeMap<>();
		database.getCollection(name)
			.listIndexes(BsonDocument.class)
			.forEach((index) -> actual.put(index.getString("name").getValue(), sorted(index)));
		Map<String, String> expected = new TreeMap<>();
		wanted.getArray("indexes")
			.forEach((index) -> expected.put(index.asDocument().getString("name").getValue(),
					sorted(index.asDocument())));
		if (!actual.equals(expected)) {
			differences.add(name + ": indexes are " + actual + ", not " + expected);
		}
	}

	/**
	 * The fixtures have plain numbers and sorted keys, but for those of an index, whose
	 * order is compared by the hash of nothing and so by its name.
	 */
	private static String sorted(BsonValue value) {
		if (value.isDocument()) {
			Map<String, String> fields = new TreeMap<>();
			value.asDocument().forEach((key, each) -> fields.put(key, sorted(each)));
			return fields.toString();
		}
		if (value.isArray()) {
			return value.asArray().stream().map(Expected::sorted).toList().toString();
		}
		return value.isNumber() ? String.valueOf(value.asNumber().doubleValue()) : value.toString();
	}

}
