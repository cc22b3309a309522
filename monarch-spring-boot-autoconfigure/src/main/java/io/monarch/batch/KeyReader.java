package io.monarch.batch;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.ReadPreference;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import org.bson.BsonBinary;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonMaxKey;
import org.bson.BsonNull;
import org.bson.BsonNumber;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads the next values of {@code _id} of a range, in the order of the index. Bounds of
 * the index are used, and not {@code $gt}, which compares only values of one type.
 */
final class KeyReader {

	private static final BsonDocument ID = new BsonDocument("_id", new BsonInt32(1));

	private static final BsonMaxKey LAST = new BsonMaxKey();

	private final MongoCollection<BsonDocument> collection;

	private final Bson filter;

	/** Whether the server knows bounds of an index. */
	private final boolean bounds;

	KeyReader(MongoDatabase database, String collection, Bson filter) {
		this.collection = database.getCollection(collection, BsonDocument.class)
			.withReadPreference(ReadPreference.primary());
		this.filter = filter;
		this.bounds = ServerInfo.of(database).isMongo();
	}

	/**
	 * Read values, or none if the range has no more.
	 */
	List<BsonValue> next(KeyRange range, int count) {
		return this.bounds ? nextInIndex(range, count) : nextGreater(range, count);
	}

	private List<BsonValue> nextInIndex(KeyRange range, int count) {
		BsonValue lower = (range.position() != null) ? range.position() : range.from();
		List<BsonValue> keys = LAST.equals(lower) ? List.of() : between(lower, range.to(), count + 1);
		if (!keys.isEmpty() && range.position() != null && isSame(keys.get(0), range.position())) {
			keys = keys.subList(1, keys.size()); // the lower bound is inclusive
		}
		if (keys.isEmpty() && lower != null && range.to() == null && !LAST.equals(range.position())) {
			// An index with a lower bound alone ends before the greatest value of all.
			return keys(find(Filters.and(Filters.eq("_id", LAST), this.filter), 1));
		}
		return (keys.size() > count) ? keys.subList(0, count) : keys;
	}

	private List<BsonValue> between(@Nullable BsonValue from, @Nullable BsonValue to, int count) {
		FindIterable<BsonDocument> find = find(this.filter, count).hint(ID);
		if (from != null) {
			find.min(new BsonDocument("_id", from));
		}
		if (to != null) {
			find.max(new BsonDocument("_id", to));
		}
		return keys(find);
	}

	/**
	 * Read from a server that is not MongoDB and may ignore bounds. The values must be of
	 * one type there.
	 */
	private List<BsonValue> nextGreater(KeyRange range, int count) {
		if (range.position() == null) {
			return keys(find(this.filter, count));
		}
		List<BsonValue> keys = keys(find(Filters.and(Filters.gt("_id", range.position()), this.filter), count));
		if (keys.isEmpty()) {
			BsonDocument last = this.collection.find(this.filter).projection(ID).sort(Sorts.descending("_id")).first();
			if (last != null && !isComparable(range.position(), last.get("_id", BsonNull.VALUE))) {
				throw new MonarchException(Kind.BAD_INPUT, "Collection '"
						+ this.collection.getNamespace().getCollectionName()
						+ "' has _ids of different types, which Monarch can process in batches only on MongoDB.",
						"Change the documents in a migration that is not a batch migration.");
			}
		}
		return keys;
	}

	private FindIterable<BsonDocument> find(Bson selected, int count) {
		return this.collection.find(selected).projection(ID).sort(ID).limit(count).batchSize(count);
	}

	private static List<BsonValue> keys(FindIterable<BsonDocument> found) {
		List<BsonValue> keys = new ArrayList<>();
		found.forEach((document) -> keys.add(document.get("_id")));
		return keys;
	}

	/**
	 * Numbers of different types are the same {@code _id}.
	 */
	private static boolean isSame(BsonValue a, BsonValue b) {
		return a.equals(b) || (a instanceof BsonNumber first && b instanceof BsonNumber second && !a.isDecimal128()
				&& !b.isDecimal128() && first.longValue() == second.longValue()
				&& first.doubleValue() == second.doubleValue());
	}

	/**
	 * Return a filter for the documents from the first of some keys to the last.
	 */
	Bson filter(List<BsonValue> keys) {
		BsonValue first = keys.get(0);
		BsonValue last = keys.get(keys.size() - 1);
		Bson range = isComparable(first, last) ? Filters.and(Filters.gte("_id", first), Filters.lte("_id", last))
				: Filters.in("_id", keys);
		return isEmpty(this.filter) ? range : Filters.and(range, this.filter);
	}

	private static boolean isEmpty(Bson filter) {
		return filter instanceof BsonDocument document && document.isEmpty();
	}

	/**
	 * Tell whether {@code $gte} and {@code $lte} find all that the index has in between.
	 */
	private static boolean isComparable(BsonValue first, BsonValue last) {
		return isOf(first, last, BsonObjectId.class) || isOf(first, last, BsonString.class)
				|| isOf(first, last, BsonDateTime.class) || isOf(first, last, BsonBinary.class)
				|| (isFinite(first) && isFinite(last));
	}

	private static boolean isOf(BsonValue first, BsonValue last, Class<?> type) {
		return type.isInstance(first) && type.isInstance(last);
	}

	private static boolean isFinite(BsonValue value) {
		return value.isInt32() || value.isInt64() || (value.isDouble() && Double.isFinite(value.asDouble().getValue()));
	}

}
