package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Compares the definition that a collection was to have with the one that it has. A
 * server may add options to those that were requested, with their defaults. It may list a
 * number with another type.
 */
public final class DefinitionCheck {

	/** Fields that say nothing about the collection, or that some servers only list. */
	private static final Set<String> IGNORED = Set.of("ns", "v", "background", "storageEngine");

	private DefinitionCheck() {
	}

	/**
	 * Compare definitions.
	 * @param expected the definition that the collection was to have
	 * @param found the definition that it has
	 * @return the differences, each as the end of a sentence about the collection; empty
	 * if there are none
	 */
	public static List<String> differences(CollectionDefinition expected, CollectionDefinition found) {
		if (expected.kind() != found.kind()) {
			return List.of("is a " + words(found.kind()) + " instead of a " + words(expected.kind()));
		}
		List<String> differences = new ArrayList<>();
		compare("option", expected.options(), found.options(), differences);
		Map<String, BsonDocument> wanted = byName(expected.indexes());
		Map<String, BsonDocument> present = byName(found.indexes());
		wanted.forEach((name, index) -> {
			BsonDocument other = present.remove(name);
			if (other == null) {
				differences.add("lacks the index '" + name + "'");
			}
			else {
				compare("option of index '" + name + "':", index, other, differences);
			}
		});
		if (!wanted.isEmpty()) { // some formats do not record any
			present.keySet()
				.stream()
				.filter((name) -> !CollectionDefinition.isIdIndex(Objects.requireNonNull(present.get(name))))
				.forEach((name) -> differences.add("has the index '" + name + "', which it should not have"));
		}
		return List.copyOf(differences);
	}

	private static String words(CollectionDefinition.Kind kind) {
		return switch (kind) {
			case COLLECTION -> "collection";
			case VIEW -> "view";
			case TIME_SERIES -> "time series";
		};
	}

	private static void compare(String what, BsonDocument expected, BsonDocument found, List<String> differences) {
		BsonDocument wanted = IndexCollation.listed(expected);
		BsonDocument present = IndexCollation.listed(found);
		for (Map.Entry<String, BsonValue> option : wanted.entrySet()) {
			BsonValue value = present.get(option.getKey());
			if (!IGNORED.contains(option.getKey()) && !isPresent(option.getValue(), value)) {
				differences.add("has another " + what + " " + option.getKey());
			}
		}
		for (String option : List.of("unique", "sparse", "partialFilterExpression", "collation", "validator", "capped",
				"hidden")) {
			if (present.containsKey(option) && !wanted.containsKey(option)) {
				differences.add("has the " + what + " " + option + ", which it should not have");
			}
		}
	}

	/**
	 * Tell whether all of a value is there. In a document of options, the server may have
	 * added more.
	 */
	private static boolean isPresent(BsonValue expected, @Nullable BsonValue found) {
		if (expected instanceof BsonNumber number) {
			return (found instanceof BsonNumber other && isSame(number, other))
					|| (found != null && found.isBoolean() && found.asBoolean().getValue() == isTrue(number));
		}
		if (expected instanceof BsonDocument document && found instanceof BsonDocument other) {
			return document.entrySet().stream().allMatch((each) -> isPresent(each.getValue(), other.get(each.getKey())))
					&& List.copyOf(other.keySet())
						.stream()
						.filter(document::containsKey)
						.toList()
						.equals(List.copyOf(document.keySet()));
		}
		if (expected instanceof BsonArray array && found instanceof BsonArray other) {
			if (array.size() != other.size()) {
				return false;
			}
			for (int i = 0; i < array.size(); i++) {
				if (!isPresent(array.get(i), other.get(i))) {
					return false;
				}
			}
			return true;
		}
		return expected.equals(found);
	}

	private static boolean isSame(BsonNumber number, BsonNumber other) {
		return number.doubleValue() == other.doubleValue() && number.longValue() == other.longValue();
	}

	private static boolean isTrue(BsonNumber number) {
		return number.doubleValue() != 0;
	}

	private static Map<String, BsonDocument> byName(List<BsonDocument> indexes) {
		Map<String, BsonDocument> named = new TreeMap<>();
		indexes.forEach((index) -> named.put(index.getString("name", new BsonString("")).getValue(), index));
		return named;
	}

}
