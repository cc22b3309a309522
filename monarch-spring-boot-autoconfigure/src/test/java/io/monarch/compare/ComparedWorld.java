package io.monarch.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Random;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.monarch.transfer.Zoo;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * A small database with every kind of collection. The contents are always the same, but
 * not the order in which documents and indexes are created.
 */
final class ComparedWorld {

	/** The collections whose documents can be changed. */
	static final List<String> CHANGEABLE = List.of("plain", "mixed", "uuids", "collated", "validated", "system.js",
			"capped", "clustered");

	private static final String CAPPED = "capped: true, size: 65536, max: ";

	private static final String CLUSTERED = "clusteredIndex: {key: {_id: 1}, unique: true, name: '%s'},"
			+ " expireAfterSeconds: 1000000000";

	private static final String COMMON_INDEX = "{key: {n: 1, u: 1}, name: 'common', collation: {locale: 'simple'}}";

	private static final int DOCUMENTS = 25;

	private static final Date START = new Date(1_700_000_000_000L);

	private final MongoDatabase database;

	private final Random random;

	ComparedWorld(MongoDatabase database, Random random) {
		this.database = database;
		this.random = random;
	}

	static void fill(MongoDatabase database, Random random) {
		ComparedWorld world = new ComparedWorld(database, random);
		world.fill();
	}

	static boolean hasClustered(MongoDatabase database) {
		return Zoo.hasClusteredCollections(database);
	}

	private void fill() {
		List<Runnable> all = new ArrayList<>(
				List.of(this::plain, this::mixed, this::uuids, this::collated, this::capped, () -> emptyCollated(2),
						() -> emptyCapped(4096), this::validated, this::series, this::functions, this::views));
		if (hasClustered(this.database)) {
			all.add(this::clustered);
		}
		Collections.shuffle(all, this.random);
		all.forEach(Runnable::run);
		List<String> indexed = new ArrayList<>(CHANGEABLE);
		indexed.remove("system.js");
		indexed.removeIf((name) -> name.equals("clustered") && !hasClustered(this.database));
		indexed.forEach(this::index);
	}

	/** An index that all kinds of collections have. */
	private void index(String collection) {
		this.database.runCommand(
				new Document("createIndexes", collection).append("indexes", List.of(Document.parse(COMMON_INDEX))));
	}

	private void plain() {
		create("plain", "{}");
		insert("plain", documents((i) -> new BsonObjectId(new ObjectId(i * 1000, i))));
		List<String> indexes = new ArrayList<>(List.of("{key: {n: 1, text: -1}, name: 'compound'}",
				"{key: {n: 1}, name: 'ttl', expireAfterSeconds: 3600}",
				"{key: {text: 'text'}, name: 'text', default_language: 'german', weights: {text: 7}}",
				"{key: {u: 1}, name: 'unique', unique: true, partialFilterExpression: {u: {$gt: 5}}}",
				"{key: {h: 'hashed'}, name: 'hashed'}", "{key: {c: 1}, name: 'c', collation: {locale: 'en'}}",
				"{key: {'w.$**': 1}, name: 'wildcard'}", "{key: {place: '2dsphere'}, name: 'geo'}"));
		Collections.shuffle(indexes, this.random);
		for (String each : indexes) {
			this.database
				.runCommand(new Document("createIndexes", "plain").append("indexes", List.of(Document.parse(each))));
		}
	}

	private void mixed() {
		List<BsonValue> ids = List.of(new BsonInt32(1), new BsonInt64(2), new BsonDouble(2.5), new BsonString("a"),
				new BsonString("ä"), new BsonDocument("a", new BsonInt32(1)).append("b", new BsonNull()),
				new BsonDateTime(5), new BsonNull(), new BsonBinary(new byte[] { 1, 2 }), BsonBoolean.TRUE,
				new BsonDecimal128(Decimal128.parse("7.10")), new BsonMinKey(), new BsonTimestamp(5, 5),
				new BsonObjectId(new ObjectId(1, 1)), new BsonDouble(Double.NaN), new BsonInt64(Long.MAX_VALUE));
		List<BsonDocument> documents = new ArrayList<>();
		for (int i = 0; i < ids.size(); i++) {
			documents.add(document(ids.get(i), i));
		}
		insert("mixed", documents);
	}

	private void uuids() {
		insert("uuids", documents((i) -> new BsonBinary(new java.util.UUID(i * 7919L, -i))));
	}

	private void collated() {
		create("collated", "{collation: {locale: 'de', strength: 1}}");
		insert("collated", documents((i) -> new BsonString(Integer.toString(i * 7919, 36))));
	}

	private void clustered() {
		create("clustered", "{" + CLUSTERED.formatted("_id_") + "}");
		insert("clustered", documents(BsonInt32::new));
	}

	/** Create the clustered collection again, with another definition. */
	void cluster(String name, String options) {
		recreate("clustered", "{" + CLUSTERED.formatted(name) + options + "}", read("clustered"));
	}

	private void capped() {
		create("capped", "{" + CAPPED + "1000}");
		insert("capped", documents(BsonInt32::new));
	}

	/** Create the capped collection again, with another definition. */
	void capFilled(int max, String options) {
		recreate("capped", "{" + CAPPED + max + options + "}", read("capped"));
	}

	/** Create the capped collection again, whose documents cannot be changed. */
	void capped(List<BsonDocument> documents) {
		recreate("capped", "{" + CAPPED + "1000}", documents);
	}

	private List<BsonDocument> read(String collection) {
		return this.database.getCollection(collection, BsonDocument.class).find().into(new ArrayList<>());
	}

	private void recreate(String name, String options, List<BsonDocument> documents) {
		this.database.getCollection(name).drop();
		create(name, options);
		index(name);
		insert(name, documents);
	}

	private void emptyCollated(int strength) {
		create("empty_collated", "{collation: {locale: 'de', strength: " + strength + "}}");
	}

	private void emptyCapped(int size) {
		create("empty_capped", "{capped: true, size: " + size + "}");
	}

	/** Create the empty collection with a collation again, with another one. */
	void collate(int strength) {
		this.database.getCollection("empty_collated").drop();
		emptyCollated(strength);
	}

	/** Create the empty capped collection again, with another size. */
	void cap(int size) {
		this.database.getCollection("empty_capped").drop();
		emptyCapped(size);
	}

	private void validated() {
		create("validated", "{validator: {n: {$gte: 0}, text: {$type: 'string'}}, validationLevel: 'moderate'}");
		insert("validated", documents(BsonInt32::new));
	}

	private void functions() {
		insert("system.js", documents((i) -> new BsonString("f" + i)));
	}

	private void views() {
		view("simple");
	}

	/** Create the view again, with another collation. */
	void look(String locale) {
		this.database.getCollection("view").drop();
		view(locale);
	}

	private void view(String locale) {
		create("view",
				"{viewOn: 'plain', pipeline: [{$match: {n: {$lt: 10}}}], collation: {locale: '" + locale + "'}}");
	}

	private void series() {
		series(measurements());
	}

	/** Create the time series again, with other measurements. */
	void series(List<Document> measurements) {
		series(measurements, "");
	}

	/** Create the time series again, with another definition. */
	void series(List<Document> measurements, String options) {
		this.database.getCollection("series").drop();
		create("series", "{timeseries: {timeField: 'at', metaField: 'place', granularity: 'minutes'}" + options + "}");
		this.database.runCommand(new Document("createIndexes", "series").append("indexes",
				List.of(Document.parse("{key: {place: 1}, name: 'common', collation: {locale: 'simple'}}"))));
		List<Document> shuffled = new ArrayList<>(measurements);
		Collections.shuffle(shuffled, this.random);
		this.database.getCollection("series").insertMany(shuffled);
	}

	static List<Document> measurements() {
		List<Document> measurements = new ArrayList<>();
		for (int i = 0; i < DOCUMENTS; i++) {
			measurements
				.add(new Document("_id", new ObjectId(i, 1)).append("at", new Date(START.getTime() + i * 60_000L))
					.append("place", "p" + i % 3)
					.append((i % 2 == 0) ? "degrees" : "wind", i / 7.0)
					.append("n", i));
		}
		return measurements;
	}

	private List<BsonDocument> documents(java.util.function.IntFunction<BsonValue> id) {
		List<BsonDocument> documents = new ArrayList<>();
		for (int i = 0; i < DOCUMENTS; i++) {
			documents.add(document(id.apply(i), i));
		}
		return documents;
	}

	static BsonDocument document(BsonValue id, int i) {
		return new BsonDocument("_id", id).append("n", new BsonInt32(i))
			.append("text", new BsonString("text " + i))
			.append("u", new BsonInt32(i))
			.append("nested", new BsonDocument("a", new BsonInt32(i)).append("b", new BsonDouble(i / 3.0)))
			.append("list", new BsonArray(List.of(new BsonInt32(1), new BsonInt64(i))));
	}

	private void insert(String collection, List<BsonDocument> documents) {
		List<BsonDocument> shuffled = new ArrayList<>(documents);
		Collections.shuffle(shuffled, this.random);
		MongoCollection<BsonDocument> target = this.database.getCollection(collection, BsonDocument.class);
		target.insertMany(shuffled);
	}

	private void create(String name, String options) {
		Document command = new Document("create", name);
		command.putAll(Document.parse(options));
		this.database.runCommand(command);
	}

}
