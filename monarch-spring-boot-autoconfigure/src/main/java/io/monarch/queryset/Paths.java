package io.monarch.queryset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Follows dotted paths through documents and arrays.
 */
final class Paths {

	private static final Pattern POSITION = Pattern.compile("0|[1-9]\\d{0,8}");

	private static final Pattern POSITION_IN_PATH = Pattern.compile("\\.(?:" + POSITION + ")(?:\\.|$)");

	private Paths() {
	}

	/**
	 * Return the values at a path, and the elements of those that are arrays, as the
	 * server follows a path: it does not descend into arrays in arrays, and a number is
	 * both a position in an array and the name of a field.
	 */
	static List<BsonValue> values(BsonDocument document, String path) {
		List<BsonValue> values = new ArrayList<>();
		collect(document, path, values);
		return values;
	}

	private static void collect(BsonValue value, String path, List<BsonValue> values) {
		if (value instanceof BsonArray array) {
			int position = position(path);
			for (int i = 0; i < array.size(); i++) {
				BsonValue element = array.get(i);
				if (path.isEmpty()) {
					values.add(element);
				}
				else if (element.isDocument()) {
					collect(element, path, values);
				}
				if (i == position) {
					collect(element, tail(path), values);
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
	 * Return the part of a path that a projection interprets as intended: in a
	 * projection, a number is always the name of a field.
	 */
	static String projected(String path) {
		Matcher matcher = POSITION_IN_PATH.matcher(path);
		return matcher.find() ? path.substring(0, matcher.start()) : path;
	}

	/**
	 * Replace the values at a path. This also descends into arrays in arrays: a mask
	 * rather covers too much than too little.
	 */
	static BsonValue replace(BsonValue value, String path, UnaryOperator<BsonValue> replacement) {
		if (value instanceof BsonArray array) {
			int position = position(path);
			for (int i = 0; i < array.size(); i++) {
				BsonValue element = array.get(i);
				boolean isField = element instanceof BsonDocument document && document.containsKey(head(path));
				if (i != position || isField) {
					element = replace(element, path, replacement);
				}
				if (i == position) {
					element = replace(element, tail(path), replacement);
				}
				array.set(i, element);
			}
			return array;
		}
		if (path.isEmpty()) {
			return replacement.apply(value);
		}
		if (value instanceof BsonDocument document) {
			for (Map.Entry<String, BsonValue> field : document.entrySet()) {
				String rest = below(path, field.getKey());
				if (rest != null) {
					field.setValue(replace(field.getValue(), rest, replacement));
				}
			}
		}
		else if (value instanceof BsonJavaScriptWithScope code) {
			BsonValue unused = replace(code.getScope(), path, replacement);
		}
		return value;
	}

	/**
	 * Tell whether there is a value at a path, including {@code null} or an empty array,
	 * wherever {@link #replace} would find one.
	 */
	static boolean reaches(BsonValue value, String path) {
		if (path.isEmpty()) {
			return true;
		}
		if (value instanceof BsonArray array) {
			int position = position(path);
			for (int i = 0; i < array.size(); i++) {
				if (reaches(array.get(i), path) || (i == position && reaches(array.get(i), tail(path)))) {
					return true;
				}
			}
			return false;
		}
		if (value instanceof BsonDocument document) {
			return document.entrySet().stream().anyMatch((field) -> {
				String rest = below(path, field.getKey());
				return rest != null && reaches(field.getValue(), rest);
			});
		}
		return value instanceof BsonJavaScriptWithScope code && reaches(code.getScope(), path);
	}

	/**
	 * Return the rest of a path below a field, or {@code null} if the path does not
	 * include the field. The name of a field can itself contain dots.
	 */
	static @Nullable String below(String path, String field) {
		if (path.equals(field)) {
			return "";
		}
		boolean leads = path.length() > field.length() && path.startsWith(field) && path.charAt(field.length()) == '.';
		return leads ? path.substring(field.length() + 1) : null;
	}

	/**
	 * Return the position in an array that a path begins with, or -1.
	 */
	static int position(String path) {
		String head = head(path);
		return POSITION.matcher(head).matches() ? Integer.parseInt(head) : -1;
	}

	private static String head(String path) {
		int dot = path.indexOf('.');
		return (dot < 0) ? path : path.substring(0, dot);
	}

	static String tail(String path) {
		int dot = path.indexOf('.');
		return (dot < 0) ? "" : path.substring(dot + 1);
	}

}
