package io.monarch.compare;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.compare.ComparisonExample.Presence;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One difference that is made in a {@link ComparedWorld}, and that can be undone.
 *
 * @param collection the collection that differs
 * @param id the {@code _id} of the document that differs, or {@code null} for a
 * definition
 * @param presence the sides that have the document
 * @param path the first path that differs, or an empty text
 * @param undo makes the database as it was
 */
record SeededDifference(String collection, @Nullable BsonValue id, Presence presence, String path, Runnable undo) {

	private static final int KINDS = 9;

	/**
	 * Make a difference.
	 * @param seed determines which
	 */
	static SeededDifference make(MongoDatabase database, long seed) {
		Random random = new Random(seed);
		return switch ((int) (seed % 4)) {
			case 0, 1 -> inDocument(database, random, (int) (seed / 4 % KINDS));
			case 2 -> inDefinition(database, random, (int) (seed / 4));
			default -> (seed / 4 % 3 == 0) ? inSeries(database, random, (int) (seed / 12))
					: inDocument(database, random, (int) (seed / 4 % KINDS));
		};
	}

	private static SeededDifference inDocument(MongoDatabase database, Random random, int kind) {
		List<String> names = new ArrayList<>(ComparedWorld.CHANGEABLE);
		if (!ComparedWorld.hasClustered(database)) {
			names.remove("clustered");
		}
		String name = names.get(random.nextInt(names.size()));
		MongoCollection<BsonDocument> collection = database.getCollection(name, BsonDocument.class);
		List<BsonDocument> all = collection.find().into(new ArrayList<>());
		all.removeIf((each) -> each.get("_id").isDouble()); // NaN finds itself, but a
															// test cannot
		BsonDocument old = all.get(random.nextInt(all.size()));
		BsonValue id = old.get("_id");
		BsonDocument changed = old.clone();
		switch (kind) {
			case 0 -> changed.put("n", new BsonInt32(old.getInt32("n").getValue() + 100));
			case 1 -> changed.put("n", new BsonInt64(old.getInt32("n").getValue()));
			case 2 -> changed.getDocument("nested").put("b", new BsonString("changed"));
			case 3 -> changed.getArray("list").set(1, new BsonString("changed"));
			case 4 -> changed.put("added", new BsonInt32(1));
			case 5 -> changed.remove("text");
			case 6 -> {
				changed.remove("n");
				changed.put("n", old.get("n"));
			}
			case 7 -> {
				collection.deleteOne(Filters.eq("_id", id));
				return new SeededDifference(name, id, Presence.ONLY_A, "", () -> collection.insertOne(old));
			}
			default -> {
				BsonValue extra = new BsonString("extra");
				collection.insertOne(ComparedWorld.document(extra, 1000));
				return new SeededDifference(name, extra, Presence.ONLY_B, "",
						() -> collection.deleteOne(Filters.eq("_id", extra)));
			}
		}
		collection.replaceOne(Filters.eq("_id", id), changed);
		String path = List.of("n", "n", "nested.b", "list.1", "added", "text", "n").get(kind);
		return new SeededDifference(name, id, Presence.BOTH, path,
				() -> collection.replaceOne(Filters.eq("_id", id), old));
	}

	private static SeededDifference inSeries(MongoDatabase database, Random random, int kind) {
		ComparedWorld world = new ComparedWorld(database, random);
		List<Document> measurements = ComparedWorld.measurements();
		Document chosen = measurements.get(random.nextInt(measurements.size()));
		Presence presence = Presence.BOTH;
		if (kind % 3 == 0) {
			chosen.put("n", 1000);
		}
		else if (kind % 3 == 1) {
			measurements.remove(chosen);
			presence = Presence.ONLY_A;
		}
		else {
			chosen = new Document("at", new Date(5)).append("place", "extra");
			measurements.add(chosen);
			presence = Presence.ONLY_B;
		}
		world.series(measurements);
		BsonDocument id = new BsonDocument();
		BsonDocument encoded = chosen.toBsonDocument();
		for (String field : List.of("at", "place")) {
			id.put(field, encoded.get(field));
		}
		return new SeededDifference("series", id, presence, "", () -> world.series(ComparedWorld.measurements()));
	}

	private static SeededDifference inDefinition(MongoDatabase database, Random random, int kind) {
		ComparedWorld world = new ComparedWorld(database, random);
		return switch (kind % 12) {
			case 0 -> ofCommand(database, "plain", "indexes.ttl.expireAfterSeconds",
					"{collMod: 'plain', index: {name: 'ttl', expireAfterSeconds: 60}}",
					"{collMod: 'plain', index: {name: 'ttl', expireAfterSeconds: 3600}}");
			case 1 -> ofCommand(database, "plain", "indexes.hashed.hidden",
					"{collMod: 'plain', index: {name: 'hashed', hidden: true}}",
					"{collMod: 'plain', index: {name: 'hashed', hidden: false}}");
			case 2 -> ofCommand(database, "validated", "options.validator.n.$gte",
					"{collMod: 'validated', validator: {n: {$gte: {$numberLong: '0'}}, text: {$type: 'string'}}}",
					"{collMod: 'validated', validator: {n: {$gte: 0}, text: {$type: 'string'}}}");
			case 3 -> ofCommand(database, "validated", "options.validationLevel",
					"{collMod: 'validated', validationLevel: 'strict'}",
					"{collMod: 'validated', validationLevel: 'moderate'}");
			case 4 -> ofCommand(database, "view", "options.pipeline.0.$match.n.$lt",
					"{collMod: 'view', viewOn: 'plain', pipeline: [{$match: {n: {$lt: 11}}}]}",
					"{collMod: 'view', viewOn: 'plain', pipeline: [{$match: {n: {$lt: 10}}}]}");
			case 5 -> ofCommand(database, "view", "options.viewOn",
					"{collMod: 'view', viewOn: 'mixed', pipeline: [{$match: {n: {$lt: 10}}}]}",
					"{collMod: 'view', viewOn: 'plain', pipeline: [{$match: {n: {$lt: 10}}}]}");
			case 6 -> ofCommand(database, "uuids", "indexes.extra",
					"{createIndexes: 'uuids', indexes: [{key: {n: 1}, name: 'extra'}]}",
					"{dropIndexes: 'uuids', index: 'extra'}");
			case 7 -> ofCommand(database, "plain", "indexes.compound", "{dropIndexes: 'plain', index: 'compound'}",
					"{createIndexes: 'plain', indexes: [{key: {n: 1, text: -1}, name: 'compound'}]}");
			case 8 -> {
				world.collate(3);
				yield ofDefinition("empty_collated", "options.collation.strength", () -> world.collate(2));
			}
			case 9 -> {
				world.cap(8192);
				yield ofDefinition("empty_capped", "options.size", () -> world.cap(4096));
			}
			case 10 -> ofCommand(database, "series", "options.expireAfterSeconds",
					"{collMod: 'series', expireAfterSeconds: 1000000000}",
					"{collMod: 'series', expireAfterSeconds: 'off'}");
			default -> ofCommand(database, "plain", "indexes.text.weights.text",
					"{dropIndexes: 'plain', index: 'text'}",
					"{createIndexes: 'plain', indexes: [{key: {text: 'text'}, name: 'text', default_language: 'german',"
							+ " weights: {text: 8}}]}",
					"{dropIndexes: 'plain', index: 'text'}",
					"{createIndexes: 'plain', indexes: [{key: {text: 'text'}, name: 'text', default_language: 'german',"
							+ " weights: {text: 7}}]}");
		};
	}

	/**
	 * The first half of the commands makes the difference, and the rest undoes it.
	 */
	private static SeededDifference ofCommand(MongoDatabase database, String collection, String path,
			String... commands) {
		for (int i = 0; i < commands.length / 2; i++) {
			database.runCommand(Document.parse(commands[i]));
		}
		return ofDefinition(collection, path, () -> {
			for (int i = commands.length / 2; i < commands.length; i++) {
				database.runCommand(Document.parse(commands[i]));
			}
		});
	}

	private static SeededDifference ofDefinition(String collection, String path, Runnable undo) {
		return new SeededDifference(collection, null, Presence.BOTH, path, undo);
	}

}
