package io.monarch.mongock.tests;

import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationOptions;
import org.bson.Document;

/**
 * What the change units of tests do: each leaves its place in the order of all, and one
 * of several effects that depend on those before.
 */
public final class Steps {

	private static final String COLLECTION = "steps";

	private Steps() {
	}

	public static void run(MongoDatabase database, String id, int number) {
		done(database, id);
		MongoCollection<Document> documents = database.getCollection("data_" + number % 5);
		switch (number % 12) {
			case 0, 6 -> documents.insertOne(new Document("_id", id).append("number", number));
			case 1, 7 -> documents.updateMany(new Document(),
					Updates.combine(Updates.push("by", id), Updates.set("last", number)));
			case 2 -> documents.createIndex(new Document("field_" + number, 1));
			case 4, 8 -> documents.deleteOne(Filters.exists("last"));
			case 5 -> database.createCollection("made_" + number, new CreateCollectionOptions()
				.validationOptions(new ValidationOptions().validator(Filters.exists("field_" + number))));
			default -> documents.insertMany(List.of(new Document("_id", id + "-1"), new Document("_id", id + "-2")));
		}
	}

	/**
	 * Note that something has run.
	 */
	public static void done(MongoDatabase database, String what) {
		MongoCollection<Document> steps = database.getCollection(COLLECTION);
		steps.insertOne(new Document("_id", steps.countDocuments()).append("what", what));
	}

	/**
	 * Return what has run, in order.
	 */
	static List<String> of(MongoDatabase database) {
		return database.getCollection(COLLECTION)
			.find()
			.sort(new Document("_id", 1))
			.map((step) -> step.getString("what"))
			.into(new java.util.ArrayList<>());
	}

}
