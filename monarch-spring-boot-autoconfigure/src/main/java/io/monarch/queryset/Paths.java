package io.monarch.queryset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Follows dotted paths through documents and arrays.
 */
final class Paths {

	private Paths() {
	}

	/**
	 * Return the values at a path, and the elements of those that are arrays, as the
	 * server follows a path: it does not look into arrays in arrays.
	 */
	static List<BsonValue> values(BsonDocument document, String path) {
		List<BsonValue> values = new ArrayList<>();
		collect(document, path, values);
		return values;
	}

	private static void collect(BsonValue value, String path, List<BsonValue> values) {
		if (value instanceof BsonArray array) {
			for (BsonValue element : array) {
				if (path.isEmpty()) {
					values.add(element);
				}
				else if (element.isDocument()) {
					collect(element, path, values);
				}
			}
		}
		else if (path.isEmpty()) {
			values.add(value);
		}
		else if (value instanceof BsonDocument document) {
			BsonValue next = document.get(head(path));
			if (next != null) {
				collect(next, tail(path), values);
			}
		}
	}

	/**
	 * Replace the values at a path.
	 */
	static BsonValue replace(BsonValue value, String path, UnaryOperator<BsonValue> replacement) {
		if (value instanceof BsonArray array) {
			array.replaceAll((element) -> replace(element, path, replacement));
			return array;
		}
		if (path.isEmpty()) {
			return replacement.apply(value);
		}
		if (value instanceof BsonDocument document) {
			BsonValue next = document.get(head(path));
			if (next != null) {
				document.put(head(path), replace(next, tail(path), replacement));
			}
		}
		return value;
	}

	private static String head(String path) {
		int dot = path.indexOf('.');
		return (dot < 0) ? path : path.substring(0, dot);
	}

	private static String tail(String path) {
		int dot = path.indexOf('.');
		return (dot < 0) ? "" : path.substring(dot + 1);
	}

}
