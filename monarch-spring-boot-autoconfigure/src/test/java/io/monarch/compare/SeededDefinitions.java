package io.monarch.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;

import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/**
 * Differences of definitions: each kind of them in each kind of collection that can have
 * it.
 */
final class SeededDefinitions {

	private final MongoDatabase database;

	private final List<Function<Random, SeededDifference>> all = new ArrayList<>();

	private SeededDefinitions(MongoDatabase database) {
		this.database = database;
	}

	static List<Function<Random, SeededDifference>> all(MongoDatabase database) {
		SeededDefinitions definitions = new SeededDefinitions(database);
		for (String name : ComparedWorld.CHANGEABLE) {
			if (!name.equals("system.js") && (!name.equals("clustered") || ComparedWorld.hasClustered(database))) {
				definitions.everywhere(name);
			}
		}
		definitions.index("series");
		definitions.indexes();
		definitions.validator();
		definitions.view();
		definitions.kinds();
		if (ComparedWorld.hasClustered(database)) {
			definitions.clustered();
		}
		return definitions.all;
	}

	private void everywhere(String name) {
		index(name);
		byCommand(name, "indexes.extra", "{createIndexes: '" + name + "', indexes: [{key: {text: 1}, name: 'extra'}]}",
				"{dropIndexes: '" + name + "', index: 'extra'}");
		if (!name.equals("validated")) {
			byCommand(name, "options.validator", "{collMod: '" + name + "', validator: {n: {$gte: 0}}}",
					"{collMod: '" + name + "', validator: {}}");
		}
		if (ComparedWorld.hasClustered(this.database)) {
			byCommand(name, "options.changeStreamPreAndPostImages",
					"{collMod: '" + name + "', changeStreamPreAndPostImages: {enabled: true}}",
					"{collMod: '" + name + "', changeStreamPreAndPostImages: {enabled: false}}");
		}
		else {
			byCommand(name, "options.recordPreImages", "{collMod: '" + name + "', recordPreImages: true}",
					"{collMod: '" + name + "', recordPreImages: false}");
		}
	}

	private void index(String name) {
		byCommand(name, "indexes.common.hidden", "{collMod: '" + name + "', index: {name: 'common', hidden: true}}",
				"{collMod: '" + name + "', index: {name: 'common', hidden: false}}");
	}

	private void indexes() {
		byCommand("plain", "indexes.ttl.expireAfterSeconds",
				"{collMod: 'plain', index: {name: 'ttl', expireAfterSeconds: 60}}",
				"{collMod: 'plain', index: {name: 'ttl', expireAfterSeconds: 3600}}");
		byCommand("plain", "indexes.compound", "{dropIndexes: 'plain', index: 'compound'}",
				"{createIndexes: 'plain', indexes: [{key: {n: 1, text: -1}, name: 'compound'}]}");
		byCommand("plain", "indexes.text.weights.text", "{dropIndexes: 'plain', index: 'text'}", text(8),
				"{dropIndexes: 'plain', index: 'text'}", text(7));
	}

	private static String text(int weight) {
		return "{createIndexes: 'plain', indexes: [{key: {text: 'text'}, name: 'text', default_language: 'german',"
				+ " weights: {text: " + weight + "}}]}";
	}

	private void validator() {
		byCommand("validated", "options.validator.n.$gte",
				"{collMod: 'validated', validator: {n: {$gte: {$numberLong: '0'}}, text: {$type: 'string'}}}",
				"{collMod: 'validated', validator: {n: {$gte: 0}, text: {$type: 'string'}}}");
		byCommand("validated", "options.validationLevel", "{collMod: 'validated', validationLevel: 'strict'}",
				"{collMod: 'validated', validationLevel: 'moderate'}");
	}

	private void view() {
		byCommand("view", "options.pipeline.0.$match.n.$lt",
				"{collMod: 'view', viewOn: 'plain', pipeline: [{$match: {n: {$lt: 11}}}]}",
				"{collMod: 'view', viewOn: 'plain', pipeline: [{$match: {n: {$lt: 10}}}]}");
		byCommand("view", "options.viewOn", "{collMod: 'view', viewOn: 'mixed', pipeline: [{$match: {n: {$lt: 10}}}]}",
				"{collMod: 'view', viewOn: 'plain', pipeline: [{$match: {n: {$lt: 10}}}]}");
		byWorld("view", List.of("options.collation"), (world) -> world.look("de"), (world) -> world.look("simple"));
	}

	/** What only some kinds of collections have, or only from their creation. */
	private void kinds() {
		byWorld("empty_collated", List.of("options.collation.strength"), (world) -> world.collate(3),
				(world) -> world.collate(2));
		byWorld("empty_capped", List.of("options.size"), (world) -> world.cap(8192), (world) -> world.cap(4096));
		byWorld("capped", List.of("options.max"), (world) -> world.capFilled(999, ""),
				(world) -> world.capFilled(1000, ""));
		byWorld("capped", List.of("options.collation"), (world) -> world.capFilled(1000, ", collation: {locale: 'de'}"),
				(world) -> world.capFilled(1000, ""));
		byCommand("series", "options.expireAfterSeconds", "{collMod: 'series', expireAfterSeconds: 1000000000}",
				"{collMod: 'series', expireAfterSeconds: 'off'}");
		byWorld("series", List.of("options.collation"),
				(world) -> world.series(ComparedWorld.measurements(), ", collation: {locale: 'de'}"),
				(world) -> world.series(ComparedWorld.measurements()));
	}

	private void clustered() {
		byCommand("clustered", "options.expireAfterSeconds", "{collMod: 'clustered', expireAfterSeconds: 1000000001}",
				"{collMod: 'clustered', expireAfterSeconds: 1000000000}");
		byWorld("clustered", List.of("options.collation"),
				(world) -> world.cluster("_id_", ", collation: {locale: 'de'}"), (world) -> world.cluster("_id_", ""));
		byWorld("clustered", List.of("options.clusteredIndex.name", "indexes._id_", "indexes.other"),
				(world) -> world.cluster("other", ""), (world) -> world.cluster("_id_", ""));
	}

	/**
	 * The first half of the commands makes the difference, and the rest undoes it.
	 */
	private void byCommand(String collection, String path, String... commands) {
		int half = commands.length / 2;
		this.all.add((random) -> {
			List.of(commands).subList(0, half).forEach(this::run);
			return SeededDifference.ofDefinition(collection, List.of(path),
					() -> List.of(commands).subList(half, commands.length).forEach(this::run));
		});
	}

	private void run(String command) {
		Document unused = this.database.runCommand(Document.parse(command));
	}

	private void byWorld(String collection, List<String> paths, Consumer<ComparedWorld> make,
			Consumer<ComparedWorld> undo) {
		this.all.add((random) -> {
			ComparedWorld world = new ComparedWorld(this.database, random);
			make.accept(world);
			return SeededDifference.ofDefinition(collection, paths, () -> undo.accept(world));
		});
	}

}
