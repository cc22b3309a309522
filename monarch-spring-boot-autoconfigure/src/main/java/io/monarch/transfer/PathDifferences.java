package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.monarch.transfer.PathDifference.Kind;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the paths at which two documents differ: in values, types, fields and their
 * order.
 */
public final class PathDifferences {

	private final int most;

	private final List<PathDifference> found = new ArrayList<>();

	private PathDifferences(int most) {
		this.most = most;
	}

	/**
	 * Compare two documents that are not equal.
	 * @param a the first document
	 * @param b the second document
	 * @param most the maximum number of differences
	 * @return the differences, at least one
	 */
	public static List<PathDifference> between(BsonDocument a, BsonDocument b, int most) {
		List<PathDifference> found = find(a, b, most);
		// Only the bytes differ, such as those of a field that is there twice.
		return found.isEmpty() ? List.of(new PathDifference("", Kind.VALUE, a, b)) : found;
	}

	/**
	 * Compare two documents.
	 * @return the differences; empty if there are none
	 */
	static List<PathDifference> find(BsonDocument a, BsonDocument b, int most) {
		PathDifferences differences = new PathDifferences(most);
		differences.compare("", a, b);
		return List.copyOf(differences.found);
	}

	private void compare(String path, BsonValue a, BsonValue b) {
		if (this.found.size() >= this.most) {
			return;
		}
		if (a.getBsonType() != b.getBsonType()) {
			add(path, Kind.TYPE, a, b);
		}
		else if (a instanceof BsonDocument left && b instanceof BsonDocument right) {
			documents(path, left, right);
		}
		else if (a instanceof BsonArray left && b instanceof BsonArray right) {
			arrays(path, left, right);
		}
		else if (!a.equals(b)) {
			add(path, Kind.VALUE, a, b);
		}
	}

	private void documents(String path, BsonDocument a, BsonDocument b) {
		for (Map.Entry<String, BsonValue> each : a.entrySet()) {
			BsonValue other = b.get(each.getKey());
			if (other != null) {
				compare(below(path, each.getKey()), each.getValue(), other);
			}
			else {
				add(below(path, each.getKey()), Kind.ONLY_A, each.getValue(), null);
			}
		}
		b.forEach((name, value) -> {
			if (!a.containsKey(name)) {
				add(below(path, name), Kind.ONLY_B, null, value);
			}
		});
		order(path, a, b);
	}

	private void order(String path, BsonDocument a, BsonDocument b) {
		List<String> left = a.keySet().stream().filter(b::containsKey).toList();
		List<String> right = b.keySet().stream().filter(a::containsKey).toList();
		for (int i = 0; i < left.size(); i++) {
			if (!Objects.equals(left.get(i), right.get(i))) {
				add(below(path, left.get(i)), Kind.ORDER, a.get(left.get(i)), b.get(left.get(i)));
				return;
			}
		}
	}

	private void arrays(String path, BsonArray a, BsonArray b) {
		for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
			String below = below(path, Integer.toString(i));
			if (i >= b.size()) {
				add(below, Kind.ONLY_A, a.get(i), null);
			}
			else if (i >= a.size()) {
				add(below, Kind.ONLY_B, null, b.get(i));
			}
			else {
				compare(below, a.get(i), b.get(i));
			}
		}
	}

	private static String below(String path, String name) {
		return path.isEmpty() ? name : path + "." + name;
	}

	private void add(String path, Kind kind, @Nullable BsonValue a, @Nullable BsonValue b) {
		if (this.found.size() < this.most) {
			this.found.add(new PathDifference(path, kind, a, b));
		}
	}

}
