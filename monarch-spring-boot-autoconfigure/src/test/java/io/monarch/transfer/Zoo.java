package io.monarch.transfer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBuckets;
import io.monarch.environment.ServerInfo;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * Fills a database with everything that a collection can be.
 */
public final class Zoo {

	static final String LONG_NAME = "n".repeat(200);

	/** Without a dollar sign, which the server refuses in every name. */
	static final String ODD_NAME = "odd name/with:slash %25+ünïcode";

	private final MongoDatabase database;

	private Zoo(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Fill a database.
	 * @param database an empty database on a MongoDB of 5.0 or later
	 */
	public static void fill(MongoDatabase database) {
		Zoo zoo = new Zoo(database);
		zoo.fillValues();
		zoo.fillKinds();
		zoo.fillIndexes();
		zoo.fillViews();
		GridFSBuckets.create(database)
			.uploadFromStream("lion.jpg", new java.io.ByteArrayInputStream(new byte[600_000]));
	}

	private void fillValues() {
		MongoCollection<BsonDocument> all = this.database.getCollection("alltypes", BsonDocument.class);
		int i = 0;
		for (BsonValue value : values()) {
			all.insertOne(new BsonDocument("_id", new BsonInt32(i++)).append("value", value)
				.append("nested", new BsonDocument("value", value))
				.append("array", new BsonArray(List.of(value, value))));
		}
		MongoCollection<BsonDocument> ids = this.database.getCollection("ids", BsonDocument.class);
		for (BsonValue value : values()) {
			boolean possible = !value.isArray() && !value.isRegularExpression() && !(value instanceof BsonUndefined);
			if (possible) {
				ids.insertOne(new BsonDocument("_id", value).append("x", new BsonInt32(1)));
			}
		}
		emptyTimestamp();
		Document big = new Document("_id", 1).append("data", new byte[16 * 1024 * 1024 - 40]);
		this.database.getCollection("big").insertOne(big);
		this.database.createCollection("empty");
	}

	private void emptyTimestamp() {
		MongoCollection<BsonDocument> stamps = this.database.getCollection("stamps", BsonDocument.class);
		BsonDocument stamp = new BsonDocument("_id", new BsonInt32(1)).append("name", new BsonString("x"))
			.append("at", new BsonTimestamp(0, 0))
			.append("rest", new BsonRegularExpression("a", "i"));
		stamps.insertOne(stamp);
		stamps.updateOne(new Document("_id", 1),
				List.of(new BsonDocument("$replaceWith", new BsonDocument("$literal", stamp))));
		stamps.insertOne(new BsonDocument("_id", new BsonInt32(2)).append("nested",
				new BsonDocument("at", new BsonTimestamp(0, 0))));
	}

	private static List<BsonValue> values() {
		return List.of(new BsonDouble(1.5), new BsonDouble(Double.NaN), new BsonDouble(-0.0),
				new BsonString("tëxt\n\0x"), new BsonDocument("a", new BsonDocument("b", new BsonInt32(1))),
				new BsonArray(List.of(new BsonInt32(1))), new BsonBinary(new byte[] { 1, 2, 3 }),
				new BsonBinary(UUID.fromString("123e4567-e89b-12d3-a456-426614174000")), new BsonUndefined(),
				new BsonObjectId(new ObjectId("0123456789abcdef01234567")), org.bson.BsonBoolean.TRUE,
				new BsonDateTime(-1), new BsonNull(), new BsonRegularExpression("^a.*b", "im"),
				new BsonDbPointer("x.y", new ObjectId("0123456789abcdef01234567")), new BsonJavaScript("f()"),
				new BsonSymbol("sym"), new BsonJavaScriptWithScope("g()", new BsonDocument("x", new BsonInt32(1))),
				new BsonInt32(7), new BsonTimestamp(5, 6), new BsonInt64(Long.MAX_VALUE),
				new BsonDecimal128(Decimal128.parse("1.10")), new BsonMinKey(), new BsonMaxKey());
	}

	/**
	 * Tell whether a server has clustered collections: MongoDB has since 5.3.
	 */
	public static boolean hasClusteredCollections(MongoDatabase database) {
		return ServerInfo.of(database).speaks(16);
	}

	private void fillKinds() {
		create(new Document("create", "validated")
			.append("validator", new Document("name", new Document("$type", "string")))
			.append("validationLevel", "moderate"));
		this.database.runCommand(new Document("insert", "validated").append("bypassDocumentValidation", true)
			.append("documents", List.of(new Document("_id", 1).append("name", 5))));
		create(new Document("create", "capped").append("capped", true).append("size", 65536).append("max", 100));
		for (int i = 0; i < 150; i++) {
			this.database.getCollection("capped").insertOne(new Document("_id", 1000 - i));
		}
		if (hasClusteredCollections(this.database)) {
			create(new Document("create", "clustered")
				.append("clusteredIndex",
						new Document("key", new Document("_id", 1)).append("unique", true).append("name", "by id"))
				.append("expireAfterSeconds", 1_000_000_000L));
			this.database.getCollection("clustered").insertMany(numbers(300));
		}
		create(new Document("create", "collated").append("collation",
				new Document("locale", "de").append("strength", 1)));
		this.database.getCollection("collated").insertMany(List.of(new Document("_id", "ä"), new Document("_id", "b")));
		this.database.getCollection("collated").createIndex(new Document("x", 1));
		fillSimpleIndexes("collated");
		create(new Document("create", "images").append(
				hasClusteredCollections(this.database) ? "changeStreamPreAndPostImages" : "recordPreImages",
				hasClusteredCollections(this.database) ? new Document("enabled", true) : true));
		create(new Document("create", "weather")
			.append("timeseries",
					new Document("timeField", "at").append("metaField", "place").append("granularity", "minutes"))
			.append("expireAfterSeconds", 1_000_000_000L));
		List<Document> weather = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			weather.add(new Document("at", Date.from(Instant.parse("2026-11-23T00:00:00Z").plusSeconds(i * 600L)))
				.append("place", "p" + i % 3)
				.append("degrees", i / 7.0));
		}
		this.database.getCollection("weather").insertMany(weather);
		this.database.getCollection("weather").createIndex(new Document("place", 1).append("at", -1));
		this.database.getCollection(LONG_NAME).insertMany(numbers(3));
		this.database.getCollection(ODD_NAME).insertMany(numbers(3));
		this.database.getCollection("system.js").insertOne(new Document("_id", "f").append("value", 1));
		this.database.getCollection("monarch_migrations")
			.insertOne(new Document("_id", "1_first").append("state", "COMPLETED"));
	}

	/**
	 * Indexes of a collated collection that have the simple collation, which is not
	 * listed.
	 */
	private void fillSimpleIndexes(String collated) {
		List<String> specs = List.of("{key: {s: 1}, name: 'simple', unique: true, sparse: true}",
				"{key: {st: 'text'}, name: 'simple text'}", "{key: {s2: '2d'}, name: 'simple 2d'}",
				"{key: {sg: '2dsphere'}, name: 'simple geo'}", "{key: {sh: 'hashed'}, name: 'simple hashed'}",
				"{key: {'sw.$**': 1}, name: 'simple wildcard'}");
		this.database.runCommand(new Document("createIndexes", collated).append("indexes",
				specs.stream()
					.map((spec) -> Document.parse(spec).append("collation", new Document("locale", "simple")))
					.toList()));
		this.database.runCommand(new Document("createIndexes", collated).append("indexes",
				List.of(Document.parse("{key: {old: 1}, name: 'of version 1', v: 1}"))));
		this.database.getCollection(collated)
			.insertMany(List.of(new Document("_id", 1).append("s", "a"), new Document("_id", 2).append("s", "A")));
	}

	private static List<Document> numbers(int count) {
		List<Document> numbers = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			numbers.add(new Document("_id", i).append("text", "number " + i)
				.append("place", List.of(i % 180 - 90, i % 90)));
		}
		return numbers;
	}

	private void fillIndexes() {
		MongoCollection<Document> indexed = this.database.getCollection("indexed");
		indexed.insertMany(numbers(1000));
		List<String> specs = List.of("{key: {a: 1, b: -1}, name: 'compound'}",
				"{key: {u: 1}, name: 'unique', unique: true, sparse: true}",
				"{key: {p: 1}, name: 'partial', partialFilterExpression: {p: {$exists: true}}}",
				"{key: {t: 1}, name: 'ttl', expireAfterSeconds: 3600}", "{key: {h: 'hashed'}, name: 'hashed'}",
				"{key: {text: 'text'}, name: 'text', default_language: 'german', weights: {text: 7}}",
				"{key: {'$**': 1}, name: 'wildcard', wildcardProjection: {a: 1}}",
				"{key: {place: '2d'}, name: '2d', min: -200, max: 200}", "{key: {geo: '2dsphere'}, name: 'geo'}",
				"{key: {c: 1}, name: 'collated', collation: {locale: 'en', strength: 2}}",
				"{key: {hidden: 1}, name: 'hidden', hidden: true}");
		this.database.runCommand(new Document("createIndexes", "indexed").append("indexes",
				specs.stream().map(Document::parse).toList()));
	}

	private void fillViews() {
		create(new Document("create", "z_below").append("viewOn", "indexed")
			.append("pipeline", List.of(new Document("$match", new Document("_id", new Document("$lt", 10)))))
			.append("collation", new Document("locale", "en").append("strength", 2)));
		create(new Document("create", "a_above").append("viewOn", "z_below")
			.append("pipeline", List.of(new Document("$project", new Document("text", 1))))
			.append("collation", new Document("locale", "en").append("strength", 2)));
		create(new Document("create", "orphan").append("viewOn", "nothing").append("pipeline", List.of()));
	}

	private void create(Document command) {
		this.database.runCommand(command);
	}

}
