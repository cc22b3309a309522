package io.monarch.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * Random indexes. Not every combination is one that a server takes.
 */
final class RandomIndexes {

	private static final List<String> KEYS = List.of("{a: 1}", "{b: -1}", "{a: 1, b: -1}", "{a: 1.0, c: 1}",
			"{'a.b': 1, _id: -1}", "{h: 'hashed'}", "{a: 1, h: 'hashed'}", "{text: 'text'}",
			"{a: 1, text: 'text', d: -1}", "{'$**': 'text'}", "{xy: '2d'}", "{xy: '2d', a: 1}", "{geo: '2dsphere'}",
			"{geo: '2dsphere', a: -1}", "{'$**': 1}", "{'a.$**': 1}", "{at: 1}", "{u: 1}", "{'ünï': 1}",
			"{a: {$numberLong: '1'}}", "{a: -1.5}", "{_id: 'hashed'}", "{d: 1, c: 1, b: 1, a: 1}", "{'a b': 1}");

	static final List<String> COLLATIONS = List.of("{locale: 'de', strength: 1}", "{locale: 'en', strength: 2}",
			"{locale: 'fr', backwards: true}", "{locale: 'en', numericOrdering: true}",
			"{locale: 'sv', caseLevel: true}", "{locale: 'en_US', alternate: 'shifted', maxVariable: 'space'}",
			"{locale: 'da', caseFirst: 'upper'}");

	private static final List<String> FILTERS = List.of("{a: {$exists: true}}", "{a: {$gt: 3}, c: 'x'}",
			"{$and: [{a: {$lt: 7.0}}, {b: {$type: 'string'}}]}", "{a: {$date: '2020-01-01T00:00:00Z'}}",
			"{a: {$numberDecimal: '1.10'}}", "{a: {$eq: {$numberLong: '5'}}}");

	private final Random random;

	private final RandomValues values;

	private final Set<Feature> features;

	RandomIndexes(Random random, RandomValues values, Set<Feature> features) {
		this.random = random;
		this.values = values;
		this.features = features;
	}

	List<BsonDocument> create(boolean collated) {
		List<BsonDocument> indexes = new ArrayList<>();
		for (int i = this.random.nextInt(5); i > 0; i--) {
			indexes.add(one("i" + i, collated));
		}
		return indexes;
	}

	private BsonDocument one(String name, boolean collated) {
		BsonDocument key = BsonDocument.parse(this.values.pick(KEYS));
		String keys = key.toJson();
		BsonDocument index = new BsonDocument("key", key).append("name",
				new BsonString(name + (this.random.nextInt(5) == 0 ? " ünï.$%" : "")));
		collation(index, keys, collated);
		if (this.random.nextInt(12) == 0) {
			index.append("v", new BsonInt32(1));
		}
		if (chance(6)) {
			index.append("hidden", BsonBoolean.TRUE);
		}
		if (keys.contains("\"u\"")) {
			index.append("unique", BsonBoolean.TRUE);
		}
		if (chance(5) && !keys.contains("$**")) {
			index.append("sparse", BsonBoolean.valueOf(this.random.nextBoolean()));
		}
		else if (chance(4)) {
			index.append("partialFilterExpression", BsonDocument.parse(this.values.pick(FILTERS)));
		}
		if (keys.contains("\"at\"")) {
			index.append("expireAfterSeconds", new BsonInt32(1_500_000_000 + this.random.nextInt(1000)));
		}
		if (chance(10)) {
			index.append("storageEngine",
					BsonDocument.parse("{wiredTiger: {configString: 'prefix_compression=false'}}"));
		}
		byKind(index, keys);
		return index;
	}

	private void byKind(BsonDocument index, String keys) {
		if (keys.contains("\"text\": \"text\"") && this.random.nextBoolean()) {
			index.putAll(BsonDocument.parse("{default_language: 'german', weights: {text: 7, 'a.b': 2}, "
					+ "language_override: 'lang', textIndexVersion: " + this.values.pick(List.of(2, 3)) + "}"));
		}
		if (keys.contains("\"2d\"") && this.random.nextBoolean()) {
			index.putAll(BsonDocument.parse("{min: -200.5, max: 200, bits: 20}"));
		}
		if (keys.contains("2dsphere") && this.random.nextBoolean()) {
			index.append("2dsphereIndexVersion", new BsonInt32(2));
		}
		if (keys.contains("{\"$**\": 1}") && this.random.nextBoolean()) {
			index.append("wildcardProjection",
					BsonDocument.parse(this.values.pick(List.of("{a: 1, _id: 1}", "{a: 0, 'b.c': 0}", "{a: true}"))));
		}
	}

	private void collation(BsonDocument index, String keys, boolean collated) {
		boolean simpleOnly = keys.contains("\"text\": \"text\"") || keys.contains("\"$**\": \"text\"")
				|| keys.contains("\"2d\"");
		if (collated && (simpleOnly || chance(3))) {
			if (this.features.contains(Feature.SIMPLE_INDEXES)) {
				index.append("collation", BsonDocument.parse("{locale: 'simple'}"));
			}
		}
		else if (!simpleOnly && chance(5)) {
			index.append("collation", BsonDocument.parse(this.values.pick(COLLATIONS)));
		}
	}

	private boolean chance(int one) {
		return this.random.nextInt(one) == 0;
	}

}
