package io.monarch.mongock.tests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.mongodb.client.MongoDatabase;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;

/**
 * Everything in a database that the application has put there.
 */
final class Contents {

	private Contents() {
	}

	/**
	 * Read all collections: options, indexes, and documents in their natural order.
	 */
	static Map<String, List<Document>> of(TestDatabase database) {
		MongoDatabase read = database.database();
		Map<String, List<Document>> contents = new TreeMap<>();
		for (Document collection : read.listCollections()) {
			String name = collection.getString("name");
			if (!name.startsWith("mongock") && !name.startsWith("monarch")) {
				List<Document> all = new ArrayList<>(List.of(collection.get("options", Document.class)));
				read.getCollection(name).listIndexes().into(all);
				read.getCollection(name).find().into(all);
				contents.put(name, all);
			}
		}
		return contents;
	}

	/**
	 * Read Mongock's history without what differs from run to run.
	 */
	static List<Document> history(TestDatabase database) {
		List<Document> entries = new ArrayList<>();
		for (Document entry : database.collection("mongockChangeLog").find()) {
			if (!Boolean.TRUE.equals(entry.get("systemChange"))) {
				entry.replaceAll((field, value) -> switch (field) {
					case "_id", "executionId", "timestamp", "executionMillis", "executionHostname" ->
						value.getClass().getSimpleName();
					default -> value;
				});
				entries.add(entry);
			}
		}
		return entries;
	}

}
