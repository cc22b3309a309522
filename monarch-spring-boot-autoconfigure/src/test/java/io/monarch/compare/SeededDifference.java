package io.monarch.compare;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
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
 * @param paths the paths that differ
 * @param undo makes the database as it was
 */
record SeededDifference(String collection, @Nullable BsonValue id, Presence presence, List<String> paths,
		Runnable undo) {

	private static final int KINDS = 9;

	/** A prime, so that few rounds have differences of many kinds. */
	private static final int STEP = 7919;

	/**
	 * Make a difference. As many seeds as there are differences make each of them.
	 * @param seed determines which
	 */
	static SeededDifference make(MongoDatabase database, long seed) {
		List<Function<Random, SeededDifference>> all = all(database);
		return all.get((int) (seed * STEP % all.size())).apply(new Random(seed));
	}

	/**
	 * Return every kind of difference in every kind of collection.
	 */
	static List<Function<Random, SeededDifference>> all(MongoDatabase database) {
		List<Function<Random, SeededDifference>> all = new ArrayList<>();
		for (String name : ComparedWorld.CHANGEABLE) {
			if (!name.equals("clustered") || ComparedWorld.hasClustered(database)) {
				for (int i = 0; i < KINDS; i++) {
					int kind = i;
					all.add((random) -> inDocument(database, random, name, kind));
				}
			}
		}
		for (int i = 0; i < 3; i++) {
			int kind = i;
			all.add((random) -> inSeries(database, random, kind));
		}
		all.addAll(SeededDefinitions.all(database));
		return all;
	}

	private static SeededDifference inDocument(MongoDatabase database, Random random, String name, int kind) {
		MongoCollection<BsonDocument> collection = database.getCollection(name, BsonDocument.class);
		List<BsonDocument> all = collection.find().into(new ArrayList<>());
		all.removeIf((each) -> each.get("_id").isDouble()); // NaN finds itself, but a
															// test cannot
		BsonDocument old = all.get(random.nextInt(all.size()));
		BsonValue id = old.get("_id");
		BsonDocument changed = old.clone();
		Change change = new Change(database, random, name);
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
				change.remove(old);
				return new SeededDifference(name, id, Presence.ONLY_A, List.of(), () -> change.insert(old));
			}
			default -> {
				BsonDocument extra = ComparedWorld.document(new BsonString("extra"), 1000);
				change.insert(extra);
				return new SeededDifference(name, extra.get("_id"), Presence.ONLY_B, List.of(),
						() -> change.remove(extra));
			}
		}
		change.replace(old, changed);
		String path = List.of("n", "n", "nested.b", "list.1", "added", "text", "n").get(kind);
		return new SeededDifference(name, id, Presence.BOTH, List.of(path), () -> change.replace(changed, old));
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
		return new SeededDifference("series", id, presence, List.of(),
				() -> world.series(ComparedWorld.measurements()));
	}

	static SeededDifference ofDefinition(String collection, List<String> paths, Runnable undo) {
		return new SeededDifference(collection, null, Presence.BOTH, paths, undo);
	}

	/**
	 * Changes documents of a collection. Those of a capped one cannot be changed on every
	 * server, so it is created again.
	 */
	private record Change(MongoDatabase database, Random random, String name) {

		void insert(BsonDocument document) {
			replace(null, document);
		}

		void remove(BsonDocument document) {
			replace(document, null);
		}

		void replace(@Nullable BsonDocument old, @Nullable BsonDocument changed) {
			MongoCollection<BsonDocument> collection = this.database.getCollection(this.name, BsonDocument.class);
			if (this.name.equals("capped")) {
				List<BsonDocument> all = collection.find().into(new ArrayList<>());
				all.removeIf((each) -> old != null && each.get("_id").equals(old.get("_id")));
				if (changed != null) {
					all.add(changed);
				}
				new ComparedWorld(this.database, this.random).capped(all);
			}
			else if (old == null) {
				collection.insertOne(changed);
			}
			else if (changed == null) {
				collection.deleteOne(Filters.eq("_id", old.get("_id")));
			}
			else {
				collection.replaceOne(Filters.eq("_id", old.get("_id")), changed,
						new ReplaceOptions().bypassDocumentValidation(true));
			}
		}

	}

}
