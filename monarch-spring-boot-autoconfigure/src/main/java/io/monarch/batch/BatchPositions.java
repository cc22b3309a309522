package io.monarch.batch;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a batch migration: one document for each range, in the collection of
 * the history, so that they are copied and restored together with it.
 *
 * <p>
 * Each write names the token of the lease under which the run has claimed the ranges. So
 * a process that lost its lock cannot commit a batch after another one has claimed them.
 */
public final class BatchPositions {

	/** Field: the id of the migration whose range this is. */
	public static final String RANGE_OF = "rangeOf";

	private static final int FORMAT = 1;

	private final String collection;

	private final String id;

	private final long token;

	/**
	 * Create the positions of a migration.
	 * @param collection the collection of the history
	 * @param id the id of the migration
	 * @param token the token of the lease
	 */
	public BatchPositions(String collection, String id, long token) {
		this.collection = collection;
		this.id = id;
		this.token = token;
	}

	/**
	 * Tell whether a document of a history is a position and not the record of a
	 * migration.
	 * @param document the document
	 * @return whether it is a position
	 */
	public static boolean isPosition(org.bson.Document document) {
		return document.get(RANGE_OF) instanceof String;
	}

	/**
	 * Delete the positions of a migration.
	 * @param database the database, which may be bound to a transaction
	 */
	public void delete(MongoDatabase database) {
		documents(database).deleteMany(Filters.eq(RANGE_OF, this.id));
	}

	/**
	 * Read the number of documents that are done, and of all documents.
	 * @param database the database
	 * @return both, or {@code null} if no run has begun
	 */
	public @Nullable BatchProgress progress(MongoDatabase database) {
		List<BsonDocument> found = read(database);
		return found.isEmpty() ? null
				: new BatchProgress(found.stream().mapToLong((each) -> number(each, "done")).sum(),
						found.stream().mapToLong((each) -> number(each, "total")).sum());
	}

	/**
	 * Claim the ranges of an earlier run, which can then no longer commit a batch.
	 * @return the ranges, or none if there was no earlier run
	 */
	List<KeyRange> claim(MongoDatabase database) {
		documents(database).updateMany(Filters.eq(RANGE_OF, this.id), Updates.set("token", this.token));
		return read(database).stream().map(BatchPositions::range).toList();
	}

	/**
	 * Return the id of the collection that an earlier run worked on.
	 */
	@Nullable BsonValue collectionId(MongoDatabase database) {
		return read(database).stream().map((each) -> each.get("collectionId")).findFirst().orElse(null);
	}

	private List<BsonDocument> read(MongoDatabase database) {
		return documents(database).find(Filters.eq(RANGE_OF, this.id))
			.sort(Sorts.ascending("range"))
			.into(new ArrayList<>());
	}

	/**
	 * Store new ranges.
	 * @param of the collection with the documents
	 * @param collectionId its id
	 * @param total the number of its documents that the filter selects
	 */
	void create(MongoDatabase database, List<KeyRange> ranges, String of, BsonValue collectionId, long total) {
		documents(database).insertMany(ranges.stream()
			.map((range) -> new BsonDocument("_id", documentId(range)).append("state", new BsonString("PROCESSING"))
				.append(RANGE_OF, new BsonString(this.id))
				.append("range", new BsonInt32(range.number()))
				.append("collection", new BsonString(of))
				.append("collectionId", collectionId)
				.append("from", orNull(range.from()))
				.append("to", orNull(range.to()))
				.append("done", new BsonInt64(0))
				.append("total", new BsonInt64((range.number() == 1) ? total : 0))
				.append("token", new BsonInt64(this.token))
				.append("format", new BsonInt32(FORMAT)))
			.toList());
	}

	/**
	 * Write the position after a batch, in the transaction of the batch.
	 */
	void advance(MongoDatabase database, KeyRange range, BsonValue position, long documents) {
		write(database, range, Updates.combine(Updates.set("position", position), Updates.set("positioned", true),
				Updates.inc("done", documents)));
	}

	/**
	 * Write that a range has ended.
	 */
	void end(MongoDatabase database, KeyRange range) {
		write(database, range, Updates.set("state", "COMPLETED"));
	}

	private void write(MongoDatabase database, KeyRange range, Bson update) {
		if (documents(database).updateOne(mine(range), update).getMatchedCount() != 1) {
			throw new LostPositionException("The position of migration '" + this.id + "' in the collection "
					+ this.collection + " was deleted, or changed or claimed by another process");
		}
	}

	/**
	 * Tell whether a range is still where this run has left it: a transaction may be
	 * committed although it failed.
	 */
	boolean isAt(MongoDatabase database, KeyRange range) {
		return documents(database).find(mine(range)).first() != null;
	}

	/**
	 * The position is named too, so that no batch can be committed twice.
	 */
	private Bson mine(KeyRange range) {
		return Filters.and(Filters.eq("_id", documentId(range)), Filters.eq("token", this.token),
				(range.position() != null) ? Filters.eq("position", range.position())
						: Filters.exists("positioned", false));
	}

	private BsonString documentId(KeyRange range) {
		return new BsonString(this.id + " range " + range.number());
	}

	private static KeyRange range(BsonDocument document) {
		if (document.getNumber("format", new BsonInt32(0)).intValue() > FORMAT) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The position " + document.get("_id") + " was written by a newer version of Monarch.",
					"Use that version: this one would misread it.");
		}
		return new KeyRange(document.getNumber("range").intValue(), valueOf(document.get("from")),
				valueOf(document.get("to")),
				document.getBoolean("positioned", BsonBoolean.FALSE).getValue() ? document.get("position") : null,
				number(document, "done"), document.getString("state").getValue().equals("COMPLETED"));
	}

	private static BsonValue orNull(@Nullable BsonValue value) {
		return (value != null) ? new BsonDocument("_id", value) : BsonNull.VALUE;
	}

	/**
	 * Bounds are wrapped, since {@code null} can be an {@code _id} too.
	 */
	private static @Nullable BsonValue valueOf(@Nullable BsonValue wrapped) {
		return (wrapped instanceof BsonDocument document) ? document.get("_id") : null;
	}

	private static long number(BsonDocument document, String field) {
		return document.isNumber(field) ? document.getNumber(field).longValue() : 0;
	}

	private MongoCollection<BsonDocument> documents(MongoDatabase database) {
		return database.getCollection(this.collection, BsonDocument.class)
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
	}

	/**
	 * Thrown when a position is not this run's any more.
	 */
	public static final class LostPositionException extends IllegalStateException {

		private static final long serialVersionUID = 1L;

		LostPositionException(String message) {
			super(message);
		}

	}

}
