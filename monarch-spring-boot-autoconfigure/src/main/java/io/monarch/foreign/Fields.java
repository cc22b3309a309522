package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of documents whose types are not certain.
 */
final class Fields {

	private Fields() {
	}

	static @Nullable String text(BsonDocument document, String field) {
		return (document.get(field) instanceof BsonString text) ? text.getValue() : null;
	}

	static @Nullable Instant time(BsonDocument document, String field) {
		return (document.get(field) instanceof BsonDateTime time) ? Instant.ofEpochMilli(time.getValue()) : null;
	}

	/**
	 * Return a number of milliseconds that is not negative, or {@code null}.
	 */
	static @Nullable Duration millis(BsonDocument document, String field) {
		if (!(document.get(field) instanceof BsonNumber number)) {
			return null;
		}
		double value = number.doubleValue();
		return (value >= 0 && value <= Long.MAX_VALUE / 2.0) ? Duration.ofMillis((long) value) : null;
	}

	static boolean areTextsOrNull(BsonDocument document, String... fields) {
		return all(document, BsonValue::isString, fields);
	}

	static boolean isTimeOrNull(BsonDocument document, String field) {
		return all(document, BsonValue::isDateTime, field);
	}

	static boolean isNumberOrNull(BsonDocument document, String field) {
		return all(document, (value) -> value.isNumber() || value.isDecimal128(), field);
	}

	static boolean isTruthOrNull(BsonDocument document, String field) {
		return all(document, BsonValue::isBoolean, field);
	}

	static boolean isTrue(BsonDocument document, String field) {
		return BsonBoolean.TRUE.equals(document.get(field));
	}

	private static boolean all(BsonDocument document, Predicate<BsonValue> type, String... fields) {
		for (String field : fields) {
			BsonValue value = document.get(field);
			if (value != null && !value.isNull() && !type.test(value)) {
				return false;
			}
		}
		return true;
	}

}
