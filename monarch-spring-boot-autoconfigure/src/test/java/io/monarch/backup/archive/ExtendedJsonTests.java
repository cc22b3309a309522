package io.monarch.backup.archive;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExtendedJson}.
 */
class ExtendedJsonTests {

	@Test
	void parseWhenValuesHaveTypesGivesThemBack() {
		BsonDocument document = BsonDocument.parse("{a: {$numberInt: '1'}, b: NumberLong(2), c: 1.5, d: NaN, "
				+ "e: NumberDecimal('1.10'), f: ObjectId('5f0000000000000000000000'), g: ISODate('2020-01-01T00:00:00Z'), h: /x\\/y/i, i: MinKey, "
				+ "j: MaxKey, k: undefined, l: null, m: [true, {}, []], n: {$code: 'x', $scope: {y: {$numberInt: '1'}}}, "
				+ "o: {$code: 'x'}, p: {$symbol: 's'}, q: UUID('00112233-4455-6677-8899-aabbccddeeff'), r: Infinity, "
				+ "s: 'ü\\u0001\\n\\ud83d\\udc31', t: -0.0, u: {$date: {$numberLong: '-99999999999999'}}}")
			.append("v", new BsonTimestamp(-1, -2));
		String json = document.toJson(JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build());
		assertThat(ExtendedJson.parse(json)).isEqualTo(document);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"$oid\":{\"bsonType\":\"string\"}}", "{\"$oid\":\"x\"}",
			"{\"$date\":{\"bsonType\":\"date\"}}", "{\"$date\":true}", "{\"$numberLong\":{\"bsonType\":\"long\"}}",
			"{\"$numberLong\":\"x\"}", "{\"$binary\":{\"bsonType\":\"binData\"}}",
			"{\"$uuid\":{\"bsonType\":\"string\"}}", "{\"$code\":{\"bsonType\":\"string\"}}", "{\"$dbPointer\":{}}",
			"{\"$minKey\":{\"bsonType\":\"minKey\"}}", "{\"$type\":\"string\"}",
			"{\"$regex\":\"^a\",\"$options\":\"i\"}", "{\"$regex\":\"^a\"}",
			"{\"$timestamp\":{\"t\":\"x\",\"i\":\"y\"}}", "{\"$oid\":\"5f0000000000000000000000\",\"x\":\"y\"}",
			"{\"$undefined\":false}", "{\"$binary\":{\"base64\":\"***\",\"subType\":\"00\"}}" })
	void parseWhenAnObjectOnlyLooksLikeAValueKeepsIt(String json) {
		BsonDocument read = ExtendedJson.parse("{\"collectionName\":\"x\",\"value\":" + json + "}");
		assertThat(read.getDocument("value")
			.toJson(JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build())
			.replace(" ", "")).isEqualTo(json);
	}

	@Test
	void parseWhenOfAnOldVersionKnowsItsForms() {
		BsonDocument read = ExtendedJson.parse("{\"a\": {\"$regex\": \"^a\", \"$options\": \"i\"}, "
				+ "\"b\": {\"$numberLong\": \"5\"}, \"c\": 1, \"d\": 4294967296, \"e\": {\"$date\": 5}, "
				+ "\"f\": {\"$binary\": \"AAE=\", \"$type\": \"00\"}, \"g\": NaN, \"h\": -Infinity}");
		assertThat(read.get("a")).isEqualTo(new BsonRegularExpression("^a", "i"));
		assertThat(read.get("b")).isEqualTo(new BsonInt64(5));
		assertThat(read.get("c")).isEqualTo(new BsonInt32(1));
		assertThat(read.get("d")).isEqualTo(new BsonInt64(4294967296L));
		assertThat(read.get("g").asDouble().getValue()).isNaN();
		assertThat(read.get("h").asDouble().getValue()).isEqualTo(Double.NEGATIVE_INFINITY);
		assertThat(read.get("e").isDateTime()).isTrue();
		assertThat(read.get("f").asBinary().getData()).containsExactly(0, 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "{", "{\"a\":1", "{\"a\":1,}", "[]", "{\"a\":1}x", "{\"a\":\"\\u12\"}",
			"{\"a\":1,\"a\":", "{\"a\":-}" })
	void parseWhenMalformedFails(String json) {
		assertThatExceptionOfType(JsonParseException.class).isThrownBy(() -> ExtendedJson.parse(json));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":", "{a:", "[", "{\"a\":[" })
	void parseWhenNestedDeeplyFailsWithoutOverflow(String piece) {
		assertThatExceptionOfType(JsonParseException.class).isThrownBy(() -> ExtendedJson.parse(piece.repeat(20_000)));
	}

}
