package io.monarch.queryset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.bson.BsonArray;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Builds queries that the server accepts, from filters with any number of values.
 */
final class Queries {

	/** Far below the limit of 16 MiB for a query, for any values. */
	private static final int BATCH = 20_000;

	private Queries() {
	}

	/**
	 * Build queries that together find each document that matches any of the filters
	 * exactly once.
	 */
	static List<Selection.Query> of(List<BsonDocument> filters) {
		List<Selection.Query> queries = new ArrayList<>();
		BsonArray earlier = new BsonArray();
		// The large one comes last, so that the others can be excluded from it.
		List<BsonDocument> ordered = filters.stream().sorted(Comparator.comparingInt(Queries::length)).toList();
		if (ordered.size() > 1 && length(ordered.get(ordered.size() - 2)) > BATCH) {
			throw new IllegalArgumentException(
					"two filters of one collection have more than " + BATCH + " values each; join them in one");
		}
		for (BsonDocument filter : ordered) {
			BsonDocument rest = earlier.isEmpty() ? new BsonDocument() : new BsonDocument("$nor", earlier.clone());
			BsonArray values = longest(filter);
			if (values != null && values.size() > BATCH) {
				queries.addAll(split(filter, values, rest));
			}
			else {
				queries.add(new Whole(and(filter, rest)));
			}
			earlier.add(filter);
		}
		return List.copyOf(queries);
	}

	private static int length(BsonDocument filter) {
		BsonArray longest = longest(filter);
		return (longest != null) ? longest.size() : 0;
	}

	private static BsonDocument and(BsonDocument filter, BsonDocument rest) {
		return rest.isEmpty() ? filter : new BsonDocument("$and", new BsonArray(List.of(filter, rest)));
	}

	private static List<Selection.Query> split(BsonDocument filter, BsonArray values, BsonDocument rest) {
		Map<BsonValue, Integer> batches = new HashMap<>();
		for (BsonValue value : values) {
			batches.putIfAbsent(normalized(value), batches.size() / BATCH);
		}
		List<BsonArray> parts = new ArrayList<>();
		for (BsonValue value : values) {
			int batch = batches.getOrDefault(normalized(value), 0);
			while (parts.size() <= batch) {
				parts.add(new BsonArray());
			}
			parts.get(batch).add(value);
		}
		List<Selection.Query> queries = new ArrayList<>();
		String field = fieldOf(filter, values);
		Map<BsonValue, Integer> others = new ConcurrentHashMap<>();
		for (int i = 0; i < parts.size(); i++) {
			queries.add(new Batch(and(replace(filter, values, parts.get(i)), rest), field, batches, i, others));
		}
		return queries;
	}

	/**
	 * Return the same value for all whole numbers that the server considers equal, of any
	 * type.
	 */
	private static BsonValue normalized(BsonValue value) {
		if (value.isInt32()) {
			return new BsonInt64(value.asInt32().getValue());
		}
		if (value.isDouble()) {
			double number = value.asDouble().getValue();
			return (number == Math.rint(number) && Math.abs(number) < 0x1p63) ? new BsonInt64((long) number) : value;
		}
		if (value.isDecimal128()) {
			return normalized(value.asDecimal128());
		}
		return value;
	}

	private static BsonValue normalized(BsonDecimal128 value) {
		try {
			return new BsonInt64(value.getValue().bigDecimalValue().longValueExact());
		}
		catch (ArithmeticException ex) {
			return value; // a fraction, too large, infinite, no number or negative zero
		}
	}

	/**
	 * Return the longest {@code $in} that all documents have to match.
	 */
	private static @Nullable BsonArray longest(BsonDocument filter) {
		BsonArray longest = null;
		for (Map.Entry<String, BsonValue> each : filter.entrySet()) {
			BsonArray values = null;
			if (each.getKey().equals("$and") && each.getValue().isArray()) {
				for (BsonValue member : each.getValue().asArray()) {
					values = longer(values, member.isDocument() ? longest(member.asDocument()) : null);
				}
			}
			else if (!each.getKey().startsWith("$") && each.getValue() instanceof BsonDocument condition
					&& condition.get("$in") instanceof BsonArray in) {
				values = in;
			}
			longest = longer(longest, values);
		}
		return longest;
	}

	private static @Nullable BsonArray longer(@Nullable BsonArray left, @Nullable BsonArray right) {
		return (right != null && (left == null || right.size() > left.size())) ? right : left;
	}

	private static String fieldOf(BsonDocument filter, BsonArray values) {
		for (Map.Entry<String, BsonValue> each : filter.entrySet()) {
			if (each.getValue() instanceof BsonDocument condition && condition.get("$in") == values) {
				return each.getKey();
			}
			if (each.getValue() instanceof BsonArray members) {
				for (BsonValue member : members) {
					String field = member.isDocument() ? fieldOf(member.asDocument(), values) : "";
					if (!field.isEmpty()) {
						return field;
					}
				}
			}
		}
		return "";
	}

	/**
	 * Return the same filter with some of the values only.
	 */
	private static BsonDocument replace(BsonDocument filter, BsonArray values, BsonArray some) {
		BsonDocument copy = new BsonDocument();
		filter.forEach((key, value) -> {
			if (value == values) {
				copy.put(key, some);
			}
			else if (value instanceof BsonDocument document) {
				copy.put(key, replace(document, values, some));
			}
			else if (value instanceof BsonArray members && key.equals("$and")) {
				copy.put(key,
						new BsonArray(members.stream()
							.map((member) -> member.isDocument() ? replace(member.asDocument(), values, some) : member)
							.toList()));
			}
			else {
				copy.put(key, value);
			}
		});
		return copy;
	}

	/**
	 * A query whose documents no other query finds.
	 */
	private record Whole(BsonDocument filter) implements Selection.Query {

		@Override
		public boolean takes(RawBsonDocument document) {
			return true;
		}

	}

	/**
	 * A query for some of the values. A document whose field is an array can be found by
	 * several of them, and is included by the first.
	 */
	private record Batch(BsonDocument filter, String field, Map<BsonValue, Integer> batches, int number,
			Map<BsonValue, Integer> others) implements Selection.Query {

		@Override
		public boolean takes(RawBsonDocument document) {
			return Paths.values(document, this.field)
				.stream()
				.map((value) -> this.batches.get(normalized(value)))
				.filter(Objects::nonNull)
				.min(Integer::compare)
				.map((first) -> first == this.number)
				.orElseGet(() -> isFirstToFind(document));
		}

		/**
		 * Documents that match for a reason other than an equal value, such as a missing
		 * field, a collation or a regular expression, are remembered.
		 */
		private boolean isFirstToFind(RawBsonDocument document) {
			BsonValue id = document.get("_id", BsonNull.VALUE);
			Integer first = this.others.putIfAbsent(id, this.number);
			return first == null || first == this.number;
		}

	}

}
