package io.monarch.differential;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBinaryWriter;
import org.bson.BsonBoolean;
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
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * Random values and documents of every BSON type.
 */
final class RandomValues {

	private static final List<String> FIELDS = List.of("a", "b", "c", "d", "text", "ünï", "a b");

	private static final List<String> ODD_FIELDS = List.of("", "a.b", "$x", "$oid", "$date", ".", "a.", "$ref", "$id",
			"$numberLong", "_ID", "\u00e9", "e\u0301", "0", "length");

	private static final List<String> TEXTS = List.of("", "a", "A", "ä", "e\u0301", "\u00e9", "ß", "ss", "\uD83D\uDE00",
			"x\0y", "line\nbreak", "{\"$oid\": 1}", "10", "9", "ﬀ", "İ", "Straße", "l'été");

	private final Random random;

	private final Set<Feature> features;

	RandomValues(Random random, Set<Feature> features) {
		this.random = random;
		this.features = features;
	}

	/**
	 * Return a value that can be an {@code _id}, which is different from others of its
	 * type most of the time.
	 */
	BsonValue id(int type) {
		return switch (type) {
			case 0 -> new BsonObjectId(objectId());
			case 1 -> new BsonInt32(this.random.nextInt());
			case 2 -> new BsonString(text() + this.random.nextInt(1000));
			case 3 -> uuid();
			case 4 -> new BsonDocument("k", new BsonInt32(this.random.nextInt(100))).append("v", scalar());
			default -> mixedId();
		};
	}

	private BsonValue mixedId() {
		if (this.random.nextInt(6) == 0) {
			return (this.random.nextBoolean() && this.features.contains(Feature.MAX_KEY_IDS)) ? new BsonMaxKey()
					: new BsonMinKey();
		}
		BsonValue value = this.random.nextInt(5) == 0 ? id(4) : scalar();
		if (value instanceof BsonMaxKey && !this.features.contains(Feature.MAX_KEY_IDS)) {
			return new BsonMinKey();
		}
		boolean possible = !value.isRegularExpression() && !(value instanceof BsonUndefined);
		return possible ? value : new BsonInt64(this.random.nextLong());
	}

	RawBsonDocument document(BsonValue id) {
		BasicOutputBuffer output = new BasicOutputBuffer();
		try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
			writer.writeStartDocument();
			boolean idFirst = this.random.nextInt(20) > 0;
			if (idFirst) {
				write(writer, "_id", id);
			}
			fields(writer, this.random.nextInt(8));
			if (!idFirst) {
				write(writer, "_id", id);
			}
			writer.writeEndDocument();
		}
		return new RawBsonDocument(output.toByteArray());
	}

	/**
	 * The writer, unlike a document, takes a name twice.
	 */
	private void fields(BsonBinaryWriter writer, int count) {
		List<String> used = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			String name = field();
			if (!used.contains(name) || this.features.contains(Feature.DUPLICATE_FIELDS)) {
				used.add(name);
				write(writer, name, special(name));
			}
		}
	}

	/**
	 * Fields that are indexed in a special way have values that their index takes.
	 */
	private BsonValue special(String name) {
		return name.equals("text") ? new BsonString(text()) : value(0);
	}

	private String field() {
		boolean odd = this.random.nextInt(8) == 0 && this.features.contains(Feature.ODD_FIELDS);
		return pick(odd ? ODD_FIELDS : FIELDS);
	}

	private static void write(BsonBinaryWriter writer, String name, BsonValue value) {
		writer.writeName(name);
		new BsonValueCodec().encode(writer, value, EncoderContext.builder().build());
	}

	BsonValue value(int depth) {
		int kind = this.random.nextInt(12);
		if (depth > 4 || kind > 2) {
			return (this.random.nextInt(60) == 0) ? deep() : scalar();
		}
		if (kind == 0) {
			BsonArray array = new BsonArray();
			for (int i = this.random.nextInt(4); i > 0; i--) {
				array.add(value(depth + 1));
			}
			return array;
		}
		BsonDocument document = new BsonDocument();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			document.append(field(), value(depth + 1));
		}
		return document;
	}

	private BsonValue deep() {
		BsonValue value = scalar();
		for (int i = this.random.nextInt(90); i > 0; i--) {
			value = this.random.nextBoolean() ? new BsonArray(List.of(value)) : new BsonDocument("n", value);
		}
		return value;
	}

	BsonValue scalar() {
		return switch (this.random.nextInt(this.features.contains(Feature.DEPRECATED_TYPES) ? 21 : 18)) {
			case 0 -> new BsonInt32(this.random.nextInt(20) - 10);
			case 1 -> new BsonInt64(this.random.nextBoolean() ? this.random.nextLong() : 7);
			case 2 -> new BsonDouble(pick(List.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 1.5, 1e300,
					Double.MIN_VALUE, 7.0, Double.longBitsToDouble(0x7ff8000000000001L))));
			case 3 -> new BsonDecimal128(Decimal128.parse(pick(List.of("0", "-0", "1.10", "1.1", "NaN", "Infinity",
					"9.999999999999999999999999999999999E+6144", "0E-6176"))));
			case 4 -> BsonBoolean.valueOf(this.random.nextBoolean());
			case 5 -> new BsonNull();
			case 6 -> new BsonDateTime(pick(List.of(-1L, 0L, 1795737600000L, -62135596800001L, Long.MAX_VALUE)));
			case 7 -> new BsonObjectId(objectId());
			case 8 -> uuid();
			case 9 -> new BsonBinary(pick(List.of(BsonBinarySubType.BINARY, BsonBinarySubType.MD5,
					BsonBinarySubType.USER_DEFINED, BsonBinarySubType.FUNCTION)), bytes(this.random.nextInt(40)));
			case 10 -> new BsonRegularExpression(pick(List.of("^a.*b", "", "/", "$oid")), pick(List.of("", "im", "x")));
			case 11 -> new BsonTimestamp(this.random.nextInt(3), 1 + this.random.nextInt(3));
			case 12 -> new BsonMinKey();
			case 13 -> new BsonMaxKey();
			case 14 -> new BsonJavaScript("function() { return " + this.random.nextInt(9) + "; }");
			case 15, 16, 17 -> new BsonString(text());
			case 18 -> new BsonUndefined();
			case 19 -> new BsonSymbol(text().replace("\0", ""));
			default -> this.random.nextBoolean() ? new BsonDbPointer("x.y", objectId())
					: new BsonJavaScriptWithScope("g()", new BsonDocument("x", new BsonInt32(1)));
		};
	}

	BsonDateTime recent() {
		long start = Instant.parse("2012-01-01T00:00:00Z").toEpochMilli();
		return new BsonDateTime(start + Math.floorMod(this.random.nextLong(), 400_000_000_000L));
	}

	String text() {
		return pick(TEXTS);
	}

	byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private ObjectId objectId() {
		return new ObjectId(bytes(12));
	}

	private BsonBinary uuid() {
		BsonBinary binary = new BsonBinary(new UUID(this.random.nextLong(), this.random.nextLong()));
		boolean legacy = this.random.nextInt(4) == 0;
		return legacy ? new BsonBinary(BsonBinarySubType.UUID_LEGACY, binary.getData()) : binary;
	}

	<T> T pick(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

}
