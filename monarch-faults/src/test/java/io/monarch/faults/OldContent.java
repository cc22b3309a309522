package io.monarch.faults;

import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.TimeSeriesGranularity;
import com.mongodb.client.model.TimeSeriesOptions;
import org.bson.Document;

/**
 * What is in a database before it is replaced: under the names of the source something
 * that is changed, replaced or kept, and something that is dropped.
 */
final class OldContent {

	private static final List<String> WEATHER = List.of("weather a collection", "weather a time series",
			"weather another time series", "weather a view", "no weather");

	private static final List<String> ODD = List.of("odd_texts another view", "odd_texts the same view",
			"odd_texts a collection", "no odd_texts");

	private static final List<String> TEXTS = List.of("texts a collection", "texts a view", "texts a time series");

	private static final List<String> DROPPED = List.of("a time series dropped", "a view dropped", "a script replaced",
			"nothing else");

	private OldContent() {
	}

	static void fill(Round round) {
		MongoDatabase database = round.database();
		String weather = round.pick(WEATHER);
		String odd = round.pick(ODD);
		String texts = round.pick(TEXTS);
		String dropped = round.pick(DROPPED);
		insert(database, "cats");
		// Nothing is pending, before or after.
		database.getCollection("monarch_migrations").insertMany(round.world.history());
		database.createView("owners", "cats", List.of());
		switch (WEATHER.indexOf(weather)) {
			case 0 -> insert(database, "weather");
			case 1 -> timeSeries(database, "weather", new TimeSeriesOptions("at"));
			case 2 -> timeSeries(database, "weather",
					new TimeSeriesOptions("at").metaField("place").granularity(TimeSeriesGranularity.HOURS));
			case 3 -> database.createView("weather", "cats", List.of());
			default -> {
			}
		}
		switch (ODD.indexOf(odd)) {
			case 0 -> database.createView("odd_texts", "cats", List.of());
			case 1 -> database.createView("odd_texts", "texts", World.ODD);
			case 2 -> insert(database, "odd_texts");
			default -> {
			}
		}
		switch (TEXTS.indexOf(texts)) {
			case 0 -> {
				insert(database, "texts");
				Patience.retry(() -> database.getCollection("texts").createIndex(new Document("name", 1)));
			}
			case 1 -> database.createView("texts", "cats", List.of());
			default -> timeSeries(database, "texts", new TimeSeriesOptions("at"));
		}
		switch (DROPPED.indexOf(dropped)) {
			case 0 -> timeSeries(database, "snow", new TimeSeriesOptions("at"));
			case 1 -> database.createView("gone", "cats", List.of());
			case 2 -> database.getCollection("system.js").insertOne(new Document("_id", "g").append("value", 1));
			default -> {
			}
		}
	}

	private static void insert(MongoDatabase database, String name) {
		database.getCollection(name).insertOne(new Document("name", "old"));
	}

	private static void timeSeries(MongoDatabase database, String name, TimeSeriesOptions options) {
		database.createCollection(name, new CreateCollectionOptions().timeSeriesOptions(options));
		database.getCollection(name).insertOne(new Document("at", new Date(0)).append("degrees", 1));
	}

}
