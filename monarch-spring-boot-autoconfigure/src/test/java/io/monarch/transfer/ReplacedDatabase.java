package io.monarch.transfer;

import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.TimeSeriesOptions;
import org.bson.Document;

/**
 * A database and the one that replaces it, whose swap has a step of every kind.
 */
final class ReplacedDatabase {

	private ReplacedDatabase() {
	}

	/**
	 * Fill the database that arrives.
	 */
	static void fill(MongoDatabase database) {
		database.getCollection("dogs").insertMany(List.of(new Document("name", "Rex"), new Document("name", "Bo")));
		database.getCollection("dogs").createIndex(new Document("name", 1));
		timeSeries(database, "weather", 7);
		timeSeries(database, "tides", 7);
		database.createView("named", "dogs", List.of(new Document("$match", new Document("name", "Rex"))));
		database.createView("same", "dogs", List.of());
		database.getCollection("system.js").insertOne(new Document("_id", "f").append("value", 1));
	}

	/**
	 * Fill the database that is replaced, with collections, time series and views that
	 * are replaced, changed, kept and dropped.
	 */
	static void fillOld(MongoDatabase database) {
		database.getCollection("dogs").insertOne(new Document("name", "old"));
		database.getCollection("cats").insertOne(new Document("name", "old"));
		timeSeries(database, "weather", 1);
		timeSeries(database, "snow", 1);
		database.getCollection("tides").insertOne(new Document("name", "old"));
		database.createView("named", "cats", List.of());
		database.createView("same", "dogs", List.of());
		database.createView("gone", "dogs", List.of());
		database.getCollection("system.js").insertOne(new Document("_id", "g").append("value", 1));
	}

	private static void timeSeries(MongoDatabase database, String name, int degrees) {
		database.createCollection(name, new CreateCollectionOptions().timeSeriesOptions(new TimeSeriesOptions("at")));
		database.getCollection(name).insertOne(new Document("at", new Date(0)).append("degrees", degrees));
	}

}
