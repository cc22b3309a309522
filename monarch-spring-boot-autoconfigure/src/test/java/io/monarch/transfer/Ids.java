package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * Makes documents whose {@code _id} are of many types.
 */
final class Ids {

	private Ids() {
	}

	static void insert(MongoCollection<Document> collection, int count, int bytes) {
		List<Document> batch = new ArrayList<>();
		String text = "x".repeat(bytes);
		for (int i = 0; i < count; i++) {
			batch.add(new Document("_id", id(i)).append("text", text));
			if (batch.size() == 2000) {
				collection.insertMany(batch);
				batch.clear();
			}
		}
		if (!batch.isEmpty()) {
			collection.insertMany(batch);
		}
	}

	private static Object id(int i) {
		return switch (i % 8) {
			case 0 -> i;
			case 1 -> "s" + i;
			case 2 -> new ObjectId();
			case 3 -> new Document("a", i).append("b", "x");
			case 4 -> new Date(i);
			case 5 -> (double) i + 0.5;
			case 6 -> new Binary(("b" + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
			default -> (long) i;
		};
	}

}
