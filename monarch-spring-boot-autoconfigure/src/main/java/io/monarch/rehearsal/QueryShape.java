package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The shape of a filter: its fields and operators, without values.
 */
final class QueryShape {

	private static final Set<String> LISTS = Set.of("$and", "$or", "$nor");

	private static final Set<String> JAVASCRIPT = Set.of("$where", "$function", "$accumulator");

	private static final int MAXIMUM_LENGTH = 200;

	private QueryShape() {
	}

	/**
	 * Return the shape of a filter as text.
	 */
	static String of(BsonDocument filter) {
		StringBuilder shape = new StringBuilder();
		append(filter, shape);
		return (shape.length() > MAXIMUM_LENGTH) ? shape.substring(0, MAXIMUM_LENGTH) + "…" : shape.toString();
	}

	private static void append(BsonDocument filter, StringBuilder shape) {
		shape.append('{');
		String separator = "";
		for (var entry : filter.entrySet()) {
			shape.append(separator).append(entry.getKey()).append(": ");
			append(entry.getKey(), entry.getValue(), shape);
			separator = ", ";
		}
		shape.append('}');
	}

	private static void append(String key, BsonValue value, StringBuilder shape) {
		if (LISTS.contains(key) && value.isArray()) {
			shape.append('[');
			String separator = "";
			for (BsonValue each : value.asArray()) {
				shape.append(separator);
				append("", each, shape);
				separator = ", ";
			}
			shape.append(']');
		}
		else if (value.isDocument() && !value.asDocument().isEmpty() && (key.isEmpty() || isOperators(value))) {
			append(value.asDocument(), shape);
		}
		else {
			shape.append('?');
		}
	}

	private static boolean isOperators(BsonValue value) {
		return value.asDocument().getFirstKey().startsWith("$");
	}

	/**
	 * Tell whether a filter finds one document by its id.
	 */
	static boolean isById(BsonDocument filter) {
		BsonValue id = filter.get("_id");
		return id != null && !id.isRegularExpression() && !id.isArray()
				&& (!id.isDocument() || id.asDocument().isEmpty() || !isOperators(id));
	}

	/**
	 * Tell whether a value contains JavaScript that the server executes.
	 */
	static boolean hasJavaScript(BsonValue value) {
		if (value.isDocument()) {
			return value.asDocument()
				.entrySet()
				.stream()
				.anyMatch((entry) -> JAVASCRIPT.contains(entry.getKey()) || hasJavaScript(entry.getValue()));
		}
		return value.isArray() && values(value.asArray()).stream().anyMatch(QueryShape::hasJavaScript);
	}

	/**
	 * Copy a part of a command, whose bytes are only valid while it is sent. The driver's
	 * own copy of a part is not usable.
	 */
	static BsonDocument copy(BsonDocument document) {
		BsonDocument copy = new BsonDocument();
		document.forEach((name, value) -> copy.put(name, copyOf(value)));
		return copy;
	}

	private static BsonValue copyOf(BsonValue value) {
		if (value.isDocument()) {
			return copy(value.asDocument());
		}
		return value.isArray() ? new BsonArray(values(value.asArray()).stream().map(QueryShape::copyOf).toList())
				: value;
	}

	private static List<BsonValue> values(BsonArray array) {
		return new ArrayList<>(array);
	}

}
