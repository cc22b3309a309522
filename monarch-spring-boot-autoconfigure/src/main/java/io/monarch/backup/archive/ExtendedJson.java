package io.monarch.backup.archive;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.BsonArray;
import org.bson.BsonBinary;
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
import org.bson.BsonNumber;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.json.JsonParseException;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Extended JSON that mongodump and Monarch write, of all versions. An object is
 * read as a BSON value only if it has exactly the form of one: a schema can have a
 * property named {@code $oid}, and a validator {@code {$regex: …, $options: …}}.
 */
final class ExtendedJson {

	private static final Set<String> NAMES = Set.of("$oid", "$symbol", "$numberInt", "$numberLong", "$numberDouble",
			"$numberDecimal", "$binary", "$code", "$timestamp", "$regularExpression", "$regex", "$dbPointer", "$date",
			"$minKey", "$maxKey", "$undefined");

	private final boolean canonical;

	private ExtendedJson(boolean canonical) {
		this.canonical = canonical;
	}

	/**
	 * Read a document.
	 * @throws JsonParseException if the text is not a document
	 */
	static BsonDocument parse(String text) {
		BsonDocument document = JsonText.parse(text);
		// Version 2 always writes the type of a number, and a regular expression in
		// another form than what a query may contain.
		boolean canonical = document.containsKey("collectionName") || text.contains("\"$numberInt\"")
				|| text.contains("\"$regularExpression\"");
		return new ExtendedJson(canonical).fields(document);
	}

	private BsonDocument fields(BsonDocument document) {
		BsonDocument read = new BsonDocument();
		for (Map.Entry<String, BsonValue> each : document.entrySet()) {
			read.append(each.getKey(), value(each.getValue()));
		}
		return read;
	}

	private BsonValue value(BsonValue json) {
		if (json.isArray()) {
			return new BsonArray(json.asArray().stream().map(this::value).toList());
		}
		if (!json.isDocument()) {
			return json;
		}
		BsonDocument document = json.asDocument();
		if (document.isEmpty() || document.size() > 2 || !NAMES.contains(document.getFirstKey())) {
			return fields(document);
		}
		try {
			BsonValue special = special(document);
			return (special != null) ? special : fields(document);
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			return fields(document); // what it contains is no such value
		}
	}

	private @Nullable BsonValue special(BsonDocument document) {
		Map.Entry<String, BsonValue> first = document.entrySet().iterator().next();
		String name = first.getKey();
		BsonValue value = first.getValue();
		if (document.size() == 2) {
			return pair(document, List.copyOf(document.keySet()), value);
		}
		if (value instanceof BsonString string) {
			return ofText(name, string.getValue());
		}
		if (value instanceof BsonDocument inner) {
			return ofFields(name, inner);
		}
		return switch (name) {
			case "$minKey" -> isOne(value) ? new BsonMinKey() : null;
			case "$maxKey" -> isOne(value) ? new BsonMaxKey() : null;
			case "$undefined" -> value.equals(BsonBoolean.TRUE) ? new BsonUndefined() : null;
			case "$date" ->
				(value.isInt32() || value.isInt64()) ? new BsonDateTime(value.asNumber().longValue()) : null;
			default -> null;
		};
	}

	private static boolean isOne(BsonValue value) {
		return value.isInt32() && value.asInt32().getValue() == 1;
	}

	private static @Nullable BsonValue ofText(String name, String text) {
		return switch (name) {
			case "$oid" -> new BsonObjectId(new ObjectId(text));
			case "$symbol" -> new BsonSymbol(text);
			case "$numberInt" -> new BsonInt32(Integer.parseInt(text));
			case "$numberLong" -> new BsonInt64(Long.parseLong(text));
			case "$numberDouble" -> new BsonDouble(number(text));
			case "$numberDecimal" -> new BsonDecimal128(Decimal128.parse(text));
			case "$code" -> new BsonJavaScript(text);
			case "$date" -> new BsonDateTime(instant(text).toEpochMilli());
			default -> null;
		};
	}

	private static double number(String text) {
		return switch (text) {
			case "Infinity" -> Double.POSITIVE_INFINITY;
			case "-Infinity" -> Double.NEGATIVE_INFINITY;
			default -> Double.parseDouble(text);
		};
	}

	private static Instant instant(String text) {
		String zoned = text.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"); // as version
																			// 1
		return OffsetDateTime.parse(zoned).toInstant();
	}

	private @Nullable BsonValue ofFields(String name, BsonDocument inner) {
		return switch (name) {
			case "$date" -> (has(inner, "$numberLong") && inner.get("$numberLong") instanceof BsonString millis)
					? new BsonDateTime(Long.parseLong(millis.getValue())) : null;
			case "$binary" -> (has(inner, "base64", "subType") && inner.isString("base64") && inner.isString("subType"))
					? binary(inner.getString("base64"), inner.getString("subType")) : null;
			case "$timestamp" -> (has(inner, "t", "i") && inner.isNumber("t") && inner.isNumber("i"))
					? new BsonTimestamp(seconds(inner.getNumber("t")), seconds(inner.getNumber("i"))) : null;
			case "$regularExpression" ->
				(has(inner, "pattern", "options") && inner.isString("pattern") && inner.isString("options"))
						? regex(inner.getString("pattern"), inner.getString("options")) : null;
			case "$dbPointer" -> (has(inner, "$ref", "$id") && inner.isString("$ref")
					&& value(inner.get("$id", BsonNull.VALUE)) instanceof BsonObjectId id)
							? new BsonDbPointer(inner.getString("$ref").getValue(), id.getValue()) : null;
			default -> null;
		};
	}

	private static boolean has(BsonDocument document, String... names) {
		return document.keySet().equals(Set.of(names));
	}

	private @Nullable BsonValue pair(BsonDocument document, List<String> names, BsonValue first) {
		BsonValue second = document.get(names.get(1));
		if (names.equals(List.of("$code", "$scope")) && first instanceof BsonString code
				&& second instanceof BsonDocument scope) {
			return new BsonJavaScriptWithScope(code.getValue(), fields(scope));
		}
		if (!(first instanceof BsonString text && second instanceof BsonString other) || this.canonical) {
			return null;
		}
		if (names.equals(List.of("$binary", "$type"))) {
			return binary(text, other);
		}
		return names.equals(List.of("$regex", "$options")) ? regex(text, other) : null;
	}

	private static BsonBinary binary(BsonString base64, BsonString type) {
		return new BsonBinary((byte) Integer.parseInt(type.getValue(), 16),
				Base64.getDecoder().decode(base64.getValue()));
	}

	private static BsonRegularExpression regex(BsonString pattern, BsonString options) {
		return new BsonRegularExpression(pattern.getValue(), options.getValue());
	}

	/**
	 * The numbers of a timestamp have no sign.
	 */
	private static int seconds(BsonNumber number) {
		return (int) number.longValue();
	}

}
