package io.monarch.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonMaxKey;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;

/**
 * Makes random databases: a pure function of a seed and the features.
 */
final class RandomDatabase {

	private static final List<String> VALIDATORS = List.of("{a: {$exists: true}}", "{$expr: {$gt: ['$a', 3]}}",
			"{$jsonSchema: {bsonType: 'object', required: ['a'], properties: {a: {bsonType: 'int', minimum: 3}}}}",
			"{$or: [{a: {$type: 'string'}}, {b: {$in: [1, {$numberLong: '2'}, 3.0]}}]}");

	private static final List<String> EXTENDED_JSON = List.of(
			"{$jsonSchema: {properties: {'x': {bsonType: 'object', properties: {'OID': {bsonType: 'string'}}}}}}",
			"{$jsonSchema: {properties: {'OID': {bsonType: 'string'}}}}",
			"{$jsonSchema: {properties: {'DATE': {bsonType: 'date'}, 'REGEX': {}, 'NUMBER': {enum: [1, 'x']}}}}",
			"{$jsonSchema: {required: ['OID'], dependencies: {'DATE': ['OID']}}}");

	private final Random random;

	private final Set<Feature> features;

	private final RandomValues values;

	private final RandomNames names;

	private final RandomIndexes indexes;

	private RandomDatabase(long seed, Set<Feature> features) {
		this.random = new Random(seed);
		this.features = features;
		this.values = new RandomValues(this.random, features);
		this.names = new RandomNames(this.random, features);
		this.indexes = new RandomIndexes(this.random, this.values, features);
	}

	/**
	 * Make a database.
	 * @param seed decides everything
	 * @param features what it may hold
	 * @param size of about how many collections it is
	 * @return its collections, in an order in which they can be made
	 */
	static List<RandomCollection> create(long seed, Set<Feature> features, int size) {
		return new RandomDatabase(seed, features).create(size);
	}

	private List<RandomCollection> create(int size) {
		List<RandomCollection> collections = new ArrayList<>();
		collections.add(collection(this.names.next(), new BsonDocument(), 200));
		for (int i = 1; i < size; i++) {
			switch (this.random.nextInt(12)) {
				case 0, 1, 2 -> collections.add(plain());
				case 3 -> collections.add(collection(this.names.next(), validated(), 30));
				case 4 -> collections.add(collection(this.names.next(), collated(), 40));
				case 5 -> collections.add(capped());
				case 6 -> collections.add(clustered());
				case 7 -> collections.add(collection(this.names.next(), BsonDocument.parse(this.values.pick(List.of(
						"{changeStreamPreAndPostImages: {enabled: true}}", "{recordPreImages: true}",
						"{storageEngine: {wiredTiger: {configString: 'block_compressor=zlib'}}}",
						"{indexOptionDefaults: {storageEngine: {wiredTiger: {configString: 'prefix_compression=false'}}}}"))),
						20));
				case 8, 9 -> timeSeries(collections);
				case 10 -> files(collections);
				default -> functions(collections);
			}
		}
		if (this.features.contains(Feature.LARGE)) {
			collections.add(large());
		}
		for (int i = this.random.nextInt(4); i > 0; i--) {
			collections.add(view(collections));
		}
		return List.copyOf(collections);
	}

	private RandomCollection plain() {
		BsonDocument options = new BsonDocument();
		int most = this.values.pick(List.of(0, 1, 20, 50, 400));
		return collection(this.names.next(), options, most);
	}

	private RandomCollection collection(String name, BsonDocument options, int most) {
		int count = (most > 0) ? this.random.nextInt(most + 1) : 0;
		return new RandomCollection(name, options, this.indexes.create(options.containsKey("collation")),
				documents(count, options.containsKey("validator")));
	}

	private List<RawBsonDocument> documents(int count, boolean validated) {
		List<RawBsonDocument> documents = new ArrayList<>();
		Set<BsonValue> ids = new HashSet<>();
		int type = this.random.nextInt(7);
		for (int i = 0; i < count; i++) {
			BsonValue id = this.values.id(type);
			if (!ids.add(id)) {
				continue;
			}
			RawBsonDocument document = this.values.document(id);
			documents.add((this.random.nextInt(4) == 0) ? indexed(document, i) : document);
		}
		return List.copyOf(documents);
	}

	/**
	 * Add fields that special indexes are of.
	 */
	private RawBsonDocument indexed(RawBsonDocument document, int number) {
		BsonDocument added = new BsonDocument("u", new BsonInt32(number)).append("at", this.values.recent())
			.append("h", this.values.scalar())
			.append("xy", new BsonArray(List.of(coordinate(90), coordinate(90))))
			.append("geo", new BsonDocument("type", new BsonString("Point")).append("coordinates",
					new BsonArray(List.of(coordinate(180), coordinate(90)))));
		return RawDocuments.join(document, raw(added));
	}

	private BsonDouble coordinate(int most) {
		return new BsonDouble((this.random.nextDouble() - 0.5) * 2 * most);
	}

	private BsonDocument validated() {
		BsonDocument options = new BsonDocument();
		boolean odd = this.features.contains(Feature.EXTENDED_JSON) && this.random.nextBoolean();
		options.append("validator", odd ? extendedJson() : BsonDocument.parse(this.values.pick(VALIDATORS)));
		if (this.random.nextBoolean()) {
			options.append("validationLevel", new BsonString(this.values.pick(List.of("strict", "moderate", "off"))));
		}
		if (this.random.nextBoolean() || !this.features.contains(Feature.INVALID_DOCUMENTS)) {
			options.append("validationAction", new BsonString(this.values.pick(List.of("warn", "error"))));
		}
		return options;
	}

	/**
	 * Names that the parser of JSON would take for something else are put in afterwards.
	 */
	private BsonDocument extendedJson() {
		if (this.random.nextInt(3) == 0) {
			return new BsonDocument("a", new BsonDocument("$regex", new BsonString("^a")).append("$options",
					new BsonString(this.values.pick(List.of("i", "")))));
		}
		BsonDocument parsed = BsonDocument.parse(this.values.pick(EXTENDED_JSON));
		return (BsonDocument) RawDocuments.rename(parsed, (name) -> switch (name) {
			case "OID" -> "$oid";
			case "DATE" -> "$date";
			case "REGEX" -> "$regex";
			case "NUMBER" -> "$numberLong";
			default -> name;
		});
	}

	private BsonDocument collated() {
		BsonDocument options = new BsonDocument("collation",
				BsonDocument.parse(this.values.pick(RandomIndexes.COLLATIONS)));
		if (this.random.nextInt(4) == 0) {
			options.putAll(validated());
		}
		return options;
	}

	private RandomCollection capped() {
		BsonDocument options = new BsonDocument("capped", BsonBoolean.TRUE).append("size",
				new BsonInt64(this.values.pick(List.of(4096L, 65536L, 5_000_000L, 300L))));
		if (this.random.nextBoolean()) {
			options.append("max", new BsonInt32(1 + this.random.nextInt(60)));
		}
		if (this.random.nextInt(3) == 0) {
			options.putAll(collated());
		}
		RandomCollection capped = collection(this.names.nextOfOtherKind(), options, 100);
		return new RandomCollection(capped.name(), options,
				capped.indexes().stream().filter((index) -> !index.containsKey("expireAfterSeconds")).toList(),
				capped.documents());
	}

	private RandomCollection clustered() {
		BsonDocument options = BsonDocument.parse("{clusteredIndex: {key: {_id: 1}, unique: true}}");
		if (this.random.nextBoolean()) {
			options.getDocument("clusteredIndex").append("name", new BsonString(this.values.text().replace("\0", "")));
		}
		if (this.random.nextInt(3) == 0) {
			options.append("expireAfterSeconds", new BsonInt64(2_000_000_000L));
		}
		if (this.random.nextInt(3) == 0) {
			options.putAll(collated());
		}
		return collection(this.names.next(), options, 150);
	}

	private void timeSeries(List<RandomCollection> collections) {
		if (!this.features.contains(Feature.TIME_SERIES)) {
			return;
		}
		BsonDocument series = new BsonDocument("timeField",
				new BsonString(this.values.pick(List.of("at", "t ime", "ü"))));
		boolean meta = this.random.nextInt(3) > 0;
		if (meta) {
			series.append("metaField", new BsonString("m"));
		}
		if (this.random.nextBoolean()) {
			series.append("granularity", new BsonString(this.values.pick(List.of("seconds", "minutes", "hours"))));
		}
		BsonDocument options = new BsonDocument("timeseries", series);
		if (this.random.nextInt(3) == 0) {
			options.append("expireAfterSeconds", new BsonInt64(2_000_000_000L));
		}
		if (this.random.nextInt(4) == 0) {
			options.append("collation", BsonDocument.parse(this.values.pick(RandomIndexes.COLLATIONS)));
		}
		List<BsonDocument> series1 = meta && this.random.nextBoolean()
				? List.of(BsonDocument
					.parse(this.values.pick(List.of("{key: {'m.x': 1}, name: 'm'}", "{key: {m: -1}, name: 'meta ü'}",
							"{key: {'m.g': '2dsphere'}, name: 'g'}", "{key: {m: 1}, name: 'h', hidden: true}"))))
				: List.of();
		collections
			.add(new RandomCollection(this.names.nextOfOtherKind(), options, series1, measurements(series, meta)));
	}

	private List<RawBsonDocument> measurements(BsonDocument series, boolean meta) {
		List<RawBsonDocument> documents = new ArrayList<>();
		String time = series.getString("timeField").getValue();
		BsonDateTime start = this.values.recent();
		List<BsonValue> metas = List.of(this.values.value(1), new BsonInt32(1), this.values.value(1));
		boolean wide = this.random.nextInt(3) == 0;
		for (int i = this.random.nextInt(200); i > 0; i--) {
			long at = start.getValue() + (wide ? Math.floorMod(this.random.nextLong(), 40_000_000L) : i * 1000L);
			BsonDocument document = new BsonDocument(time, new BsonDateTime(at));
			if (meta && this.random.nextInt(5) > 0) {
				document.append("m", this.values.pick(metas));
			}
			document.append("_id", new BsonObjectId(new ObjectId(this.values.bytes(12))));
			document.append("v", (this.random.nextInt(10) == 0) ? this.values.scalar() : new BsonDouble(i / 7.0));
			if (this.random.nextInt(10) == 0) {
				document.append("n", this.values.value(1));
			}
			documents.add(raw(document));
		}
		return List.copyOf(documents);
	}

	private void files(List<RandomCollection> collections) {
		String bucket = this.random.nextBoolean() ? "fs" : "photos ü";
		if (collections.stream().anyMatch((each) -> each.name().equals(bucket + ".files"))) {
			return;
		}
		BsonObjectId id = new BsonObjectId(new ObjectId(this.values.bytes(12)));
		byte[] data = this.values.bytes(20_000);
		collections.add(new RandomCollection(bucket + ".files", new BsonDocument(),
				List.of(BsonDocument.parse("{key: {filename: 1, uploadDate: 1}, name: 'filename_1_uploadDate_1'}")),
				List.of(raw(new BsonDocument("_id", id).append("length", new BsonInt64(data.length))
					.append("chunkSize", new BsonInt32(15_000))
					.append("uploadDate", this.values.recent())
					.append("filename", new BsonString(this.values.text()))))));
		List<RawBsonDocument> chunks = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			byte[] part = java.util.Arrays.copyOfRange(data, i * 15_000, Math.min(data.length, (i + 1) * 15_000));
			chunks.add(raw(new BsonDocument("_id", new BsonObjectId(new ObjectId(this.values.bytes(12))))
				.append("files_id", id)
				.append("n", new BsonInt32(i))
				.append("data", new BsonBinary(part))));
		}
		collections.add(new RandomCollection(bucket + ".chunks", new BsonDocument(),
				List.of(BsonDocument.parse("{key: {files_id: 1, n: 1}, name: 'files_id_1_n_1', unique: true}")),
				chunks));
	}

	private void functions(List<RandomCollection> collections) {
		if (!this.features.contains(Feature.FUNCTIONS)
				|| collections.stream().anyMatch((each) -> each.name().equals("system.js"))) {
			return;
		}
		List<RawBsonDocument> documents = new ArrayList<>();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			documents.add(raw(new BsonDocument("_id", new BsonString("f" + i)).append("value",
					(i % 2 == 0) ? new BsonJavaScript("function() { return " + i + "; }") : this.values.scalar())));
		}
		collections.add(new RandomCollection("system.js", new BsonDocument(), List.of(), documents));
	}

	private RandomCollection large() {
		List<RawBsonDocument> documents = new ArrayList<>();
		for (int i = 0; i < 80; i++) {
			BsonValue id = (i == 40 && this.features.contains(Feature.MAX_KEY_IDS)) ? new BsonMaxKey()
					: this.values.id(5);
			documents.add(raw(new BsonDocument("_id", id).append("data", new BsonBinary(this.values.bytes(1 << 20)))));
		}
		return new RandomCollection("large", new BsonDocument(), List.of(), documents);
	}

	private RandomCollection view(List<RandomCollection> below) {
		RandomCollection source = this.values.pick(below);
		BsonArray pipeline = new BsonArray();
		for (int i = this.random.nextInt(3); i > 0; i--) {
			pipeline.add(stage(below));
		}
		BsonDocument options = new BsonDocument("viewOn",
				new BsonString((this.random.nextInt(6) == 0) ? "nothing" : source.name()))
			.append("pipeline", pipeline);
		BsonValue collation = source.options().get("collation");
		boolean sharing = source.isView() || this.random.nextBoolean();
		if (sharing && collation != null) {
			options.append("collation", collation);
		}
		else if (!source.isView() && this.random.nextInt(3) == 0) {
			options.append("collation", BsonDocument.parse(this.values.pick(RandomIndexes.COLLATIONS)));
		}
		return new RandomCollection(this.names.nextOfOtherKind(), options, List.of(), List.of());
	}

	private BsonDocument stage(List<RandomCollection> below) {
		if (this.features.contains(Feature.EXTENDED_JSON) && this.random.nextInt(3) == 0) {
			return new BsonDocument("$match", (this.random.nextBoolean())
					? new BsonDocument("a",
							new BsonDocument("$eq",
									new BsonDocument(this.values.pick(List.of("$oid", "$date", "$uuid", "$numberInt")),
											new BsonString("x"))))
					: new BsonDocument("a",
							new BsonDocument("$regex", new BsonString("x")).append("$options", new BsonString("i"))));
		}
		return switch (this.random.nextInt(5)) {
			case 0 -> new BsonDocument("$match", new BsonDocument("a", new BsonDocument("$eq", this.values.scalar())));
			case 1 -> BsonDocument.parse("{$project: {a: 1, x: {$literal: {$numberLong: '1'}}}}");
			case 2 -> new BsonDocument("$lookup",
					new BsonDocument("from", new BsonString(this.values.pick(below).name()))
						.append("localField", new BsonString("a"))
						.append("foreignField", new BsonString("b"))
						.append("as", new BsonString("joined")));
			case 3 -> BsonDocument.parse("{$match: {$expr: {$lt: ['$a', 3.0]}}}");
			default -> new BsonDocument("$addFields",
					new BsonDocument("y", new BsonDocument("$literal", new BsonTimestamp(1, 1))));
		};
	}

	private static RawBsonDocument raw(BsonDocument document) {
		return new RawBsonDocument(document, new BsonDocumentCodec());
	}

}
