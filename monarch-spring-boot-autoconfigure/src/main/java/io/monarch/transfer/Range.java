package io.monarch.transfer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.MongoCommandException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.monarch.queryset.Selection;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonMaxKey;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A part of a collection: by the order of {@code _id}, which the server defines for
 * values of any and of mixed types, or by a query.
 *
 * @param from the first {@code _id}, or {@code null} for the very first
 * @param to the {@code _id} before which it ends, or {@code null} for the very last
 * @param query finds its documents, or {@code null} for all
 */
record Range(@Nullable BsonValue from, @Nullable BsonValue to, Selection.@Nullable Query query) {

	/** A complete collection. */
	static final Range WHOLE = new Range(null, null, null);

	/** The greatest value of all: a range without an end ends before it. */
	private static final Range LAST = new Range(null, null, new Selection.Query() {

		@Override
		public BsonDocument filter() {
			return new BsonDocument("_id", new BsonMaxKey());
		}

		@Override
		public boolean takes(RawBsonDocument document) {
			return true;
		}

	});

	private static final int UNAUTHORIZED = 13;

	/** The overhead of a document in addition to its bytes. */
	private static final long OVERHEAD = 100;

	/** This number of samples for each range yields ranges of about the same size. */
	private static final int SAMPLES = 20;

	private static final long MAXIMUM = 256;

	static Range of(Selection.Query query) {
		return new Range(null, null, query);
	}

	/**
	 * Divide a collection into ranges of about the same size.
	 */
	static List<Range> divide(MongoDatabase database, CollectionDefinition collection, long partBytes) {
		long wanted = Math.min(MAXIMUM, (collection.bytes() + collection.documents() * OVERHEAD) / partBytes);
		// The server reads a small sample randomly, and a large one by a full scan.
		long samples = Math.min(wanted * SAMPLES, collection.documents() / SAMPLES);
		if (wanted < 2 || samples < wanted || collection.isCapped() || collection.kind() == Kind.TIME_SERIES) {
			return List.of(WHOLE);
		}
		List<BsonValue> ids = sample(database, collection.name(), (int) samples);
		if (ids.isEmpty()) { // emptied or dropped since the catalogue was read
			return List.of(WHOLE);
		}
		Set<BsonValue> borders = new LinkedHashSet<>();
		for (int i = 1; i < wanted; i++) {
			borders.add(ids.get((int) ((long) i * ids.size() / wanted)));
		}
		List<Range> ranges = new ArrayList<>();
		BsonValue from = null;
		for (BsonValue border : borders) {
			ranges.add(new Range(from, border, null));
			from = border;
		}
		// Without a bound, an index ends before MaxKey, and a clustered collection after
		// it.
		ranges.add(new Range(from, new BsonMaxKey(), null));
		ranges.add(LAST);
		return isBounded(database, collection, borders) ? List.copyOf(ranges) : List.of(WHOLE);
	}

	/**
	 * Tell whether a server reads between two bounds. If not, the collection is read as a
	 * whole.
	 */
	private static boolean isBounded(MongoDatabase database, CollectionDefinition collection, Set<BsonValue> borders) {
		try {
			return honoursBounds(database, collection, borders);
		}
		catch (MongoCommandException ex) {
			if (isNotOfTheCommand(ex)) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Tell whether other commands would fail in the same way.
	 */
	private static boolean isNotOfTheCommand(MongoCommandException failure) {
		return TransientErrors.contain(failure) || failure.getErrorCode() == UNAUTHORIZED;
	}

	/**
	 * Query documents below the first bound and above the last one: some servers ignore
	 * the bounds, and return all documents for each range.
	 */
	private static boolean honoursBounds(MongoDatabase database, CollectionDefinition definition,
			Set<BsonValue> borders) {
		String collection = definition.name();
		List<BsonValue> all = new ArrayList<>(borders);
		BsonValue first = outermost(database, collection, 1, null);
		BsonValue last = outermost(database, collection, -1, null);
		if (first == null || last == null || all.contains(first) || all.contains(last)) {
			return false; // bounds at the ends prove nothing
		}
		// Only servers that know bounds have clustered collections, and they take no
		// bounds of them in descending order.
		boolean clustered = definition.options().containsKey("clusteredIndex");
		return !first.equals(outermost(database, collection, 1, all.get(all.size() - 1)))
				&& (clustered || !last.equals(outermost(database, collection, -1, all.get(0))));
	}

	/**
	 * Return the first {@code _id} of a collection in one direction.
	 * @param bound where it begins, or {@code null} for its end
	 */
	private static @Nullable BsonValue outermost(MongoDatabase database, String collection, int direction,
			@Nullable BsonValue bound) {
		FindIterable<BsonDocument> find = database.getCollection(collection, BsonDocument.class)
			.find()
			.projection(Projections.include("_id"))
			.sort(new BsonDocument("_id", new BsonInt32(direction)))
			.limit(1);
		if (bound != null) {
			find.hint(RangeReader.ID);
			if (direction > 0) {
				find.min(new BsonDocument("_id", bound));
			}
			else {
				find.max(new BsonDocument("_id", bound));
			}
		}
		BsonDocument found = find.first();
		return (found != null) ? found.get("_id") : null;
	}

	/**
	 * Return some of the values, or none if the server does not support samples.
	 */
	private static List<BsonValue> sample(MongoDatabase database, String collection, int samples) {
		List<BsonValue> ids = new ArrayList<>();
		try {
			sample(database, collection, samples, ids);
		}
		catch (MongoCommandException ex) {
			if (isNotOfTheCommand(ex)) {
				throw ex;
			}
			ids.clear(); // a server without $sample: the collection is read as one range
		}
		return ids;
	}

	private static void sample(MongoDatabase database, String collection, int samples, List<BsonValue> ids) {
		database.getCollection(collection, BsonDocument.class)
			.aggregate(List.of(Aggregates.sample(samples), Aggregates.project(Projections.include("_id")),
					Aggregates.sort(Sorts.ascending("_id"))))
			.forEach((document) -> ids.add(document.get("_id")));
	}

}
