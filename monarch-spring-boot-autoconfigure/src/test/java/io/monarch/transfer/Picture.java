package io.monarch.transfer;

import java.util.Map;
import java.util.TreeMap;

import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * Everything that a database holds, in a form that can be compared: the server's hash of
 * all documents of each collection, its options and its indexes.
 */
public final class Picture {

	private Picture() {
	}

	/**
	 * Take a picture.
	 * @param database the database
	 * @return the collections by their names, without those that Monarch keeps for itself
	 */
	public static Map<String, String> of(MongoDatabase database) {
		BsonDocument hashes = database.runCommand(new BsonDocument("dbHash", new BsonInt32(1)), BsonDocument.class)
			.getDocument("collections");
		Map<String, String> picture = new TreeMap<>();
		for (BsonDocument info : database.listCollections(BsonDocument.class)) {
			String name = info.getString("name").getValue();
			String type = info.getString("type").getValue();
			if (name.equals("monarch_lock") || name.equals("system.views")) {
				continue;
			}
			TreeMap<String, String> indexes = new TreeMap<>();
			if (!type.equals("view") && !name.startsWith("system.buckets.")) {
				for (BsonDocument index : database.getCollection(name).listIndexes(BsonDocument.class)) {
					indexes.put(index.getString("name").getValue(), index.toJson());
				}
			}
			String stored = type.equals("timeseries") ? "system.buckets." + name : name;
			picture.put(name, type + " " + hashes.get(stored, new BsonString("-")) + " " + count(database, stored, type)
					+ " " + info.getDocument("options").toJson() + " " + indexes);
		}
		return picture;
	}

	private static long count(MongoDatabase database, String name, String type) {
		return type.equals("view") ? 0 : database.getCollection(name).countDocuments();
	}

}
