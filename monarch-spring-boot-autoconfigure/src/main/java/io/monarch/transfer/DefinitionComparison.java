package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Compares definitions of collections field by field. Forms that different versions of
 * MongoDB list differently, but that mean the same, are equal.
 */
public final class DefinitionComparison {

	private static final int MOST = 100;

	/** Listed only by some versions, or without effect. */
	private static final Set<String> IGNORED = Set.of("ns", "background", "uuid", "autoIndexId", "flags");

	/** Documents that contain values of users, whose types and order matter. */
	private static final Set<String> EXACT = Set.of("validator", "pipeline", "partialFilterExpression",
			"encryptedFields");

	/** The unit to which servers before 6.2 round the size of a capped collection. */
	private static final long CAPPED_UNIT = 256;

	private static final Map<String, Integer> SPANS = Map.of("seconds", 3600, "minutes", 86400, "hours", 2592000);

	private DefinitionComparison() {
	}

	/**
	 * Compare two definitions of a collection.
	 * @param a the first definition
	 * @param b the second definition
	 * @return the differences, with paths such as {@code options.validator.age} and
	 * {@code indexes.by_age.unique}
	 */
	public static List<PathDifference> between(CollectionDefinition a, CollectionDefinition b) {
		if (a.kind() != b.kind()) {
			return List.of(new PathDifference("kind", PathDifference.Kind.VALUE, new BsonString(kind(a)),
					new BsonString(kind(b))));
		}
		List<PathDifference> found = new ArrayList<>();
		compare("options", options(a), options(b), found);
		Map<String, BsonDocument> left = indexes(a);
		Map<String, BsonDocument> right = indexes(b);
		Set<String> names = new TreeSet<>(left.keySet());
		names.addAll(right.keySet());
		for (String name : names) {
			compare("indexes." + name, left.get(name), right.get(name), found);
		}
		ShardKey key = a.shardKey();
		ShardKey other = b.shardKey();
		if (key != null && other != null && key.isKnown() && other.isKnown() && !key.equals(other)) {
			found.add(new PathDifference("shardKey", PathDifference.Kind.VALUE, key.toDocument(), other.toDocument()));
		}
		return List.copyOf(found);
	}

	private static String kind(CollectionDefinition definition) {
		return switch (definition.kind()) {
			case COLLECTION -> "collection";
			case VIEW -> "view";
			case TIME_SERIES -> "time series";
		};
	}

	private static void compare(String path, @Nullable BsonDocument a, @Nullable BsonDocument b,
			List<PathDifference> found) {
		if (a == null || b == null) {
			found.add(new PathDifference(path, (b == null) ? PathDifference.Kind.ONLY_A : PathDifference.Kind.ONLY_B, a,
					b));
			return;
		}
		PathDifferences.find(a, b, MOST).forEach((each) -> found.add(each.below(path)));
	}

	private static BsonDocument options(CollectionDefinition definition) {
		BsonDocument options = normalize(definition.options());
		omit(options, "capped", BsonBoolean.FALSE);
		omit(options, "recordPreImages", BsonBoolean.FALSE);
		omit(options, "changeStreamPreAndPostImages", new BsonDocument("enabled", BsonBoolean.FALSE));
		omit(options, "validator", new BsonDocument());
		omit(options, "validationLevel", new BsonString("strict"));
		omit(options, "validationAction", new BsonString("error"));
		if (options.get("size") instanceof BsonNumber size) {
			long rounded = (size.longValue() + CAPPED_UNIT - 1) / CAPPED_UNIT * CAPPED_UNIT;
			options.put("size", new BsonInt64(rounded));
		}
		if (definition.kind() == Kind.VIEW) {
			options.putIfAbsent("pipeline", new BsonArray());
		}
		if (options.get("timeseries") instanceof BsonDocument series) {
			timeSeries(series);
		}
		return sorted(options);
	}

	/**
	 * Omit the span of the buckets if it follows from the granularity, as some versions
	 * do.
	 */
	private static void timeSeries(BsonDocument series) {
		if (!series.containsKey("granularity") && !series.containsKey("bucketMaxSpanSeconds")) {
			series.put("granularity", new BsonString("seconds"));
		}
		if (series.get("granularity") instanceof BsonString granularity
				&& series.get("bucketMaxSpanSeconds") instanceof BsonNumber span
				&& Objects.equals(SPANS.get(granularity.getValue()), span.intValue())) {
			series.remove("bucketMaxSpanSeconds");
		}
	}

	private static void omit(BsonDocument options, String name, BsonValue usual) {
		if (usual.equals(options.get(name))) {
			options.remove(name);
		}
	}

	private static Map<String, BsonDocument> indexes(CollectionDefinition definition) {
		Map<String, BsonDocument> indexes = new TreeMap<>();
		for (BsonDocument index : definition.indexes()) {
			BsonDocument normal = normalize(index);
			omit(normal, "unique", BsonBoolean.FALSE);
			omit(normal, "sparse", BsonBoolean.FALSE);
			omit(normal, "hidden", BsonBoolean.FALSE);
			if (CollectionDefinition.isIdIndex(index)) {
				normal.remove("unique"); // it always is, and not all versions list it
			}
			indexes.put((index.get("name") instanceof BsonString name) ? name.getValue() : index.toJson(),
					sorted(normal));
		}
		return indexes;
	}

	private static BsonDocument normalize(BsonDocument definition) {
		BsonDocument normal = new BsonDocument();
		IndexCollation.listed(definition).forEach((name, value) -> {
			if (!IGNORED.contains(name)) {
				normal.put(name, EXACT.contains(name) ? value : number(value));
			}
		});
		if (normal.get("collation") instanceof BsonDocument collation) {
			collation.remove("version"); // that of the server's library
		}
		return normal;
	}

	/**
	 * Give equal numbers the same type, since servers and dumps convert them.
	 */
	private static BsonValue number(BsonValue value) {
		if (value instanceof BsonDocument document) {
			BsonDocument numbers = new BsonDocument();
			document.forEach((name, each) -> numbers.put(name, number(each)));
			return numbers;
		}
		if (value instanceof BsonNumber number && number.doubleValue() == number.longValue()) {
			long whole = number.longValue();
			return ((int) whole == whole) ? new BsonInt32((int) whole) : new BsonInt64(whole);
		}
		return value;
	}

	/**
	 * Sort the fields of the definition itself, whose order means nothing.
	 */
	private static BsonDocument sorted(BsonDocument definition) {
		BsonDocument sorted = new BsonDocument();
		new TreeMap<>(definition).forEach(sorted::put);
		return sorted;
	}

}
