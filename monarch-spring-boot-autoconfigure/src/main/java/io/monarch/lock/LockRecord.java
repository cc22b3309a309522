package io.monarch.lock;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.ServerInfo;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The record of the lock, a document of the collection {@code monarch_lock}. Each filter
 * for it is a flat document, since some servers ignore conditions inside {@code $and} and
 * would grant the lock to every process.
 */
public final class LockRecord {

	/** Field of the record: the replacement of the database that was started. */
	public static final String REPLACEMENT = "replacement";

	/** Field of the record: the runs whose collections are Monarch's own. */
	public static final String RUNS = "runs";

	/** Field of the record: the copies and restores that the data comes from. */
	public static final String ORIGINS = "origins";

	/** Field of the record: the progress of the holder's work. */
	static final String PROGRESS = "progress";

	static final String ID = "migrations";

	static final int FORMAT = 1;

	/** The fields that are kept when a record is replaced. */
	static final List<String> KEPT = List.of(REPLACEMENT, RUNS, ORIGINS);

	/**
	 * No number of holders comes close to it. Beyond it, the server could not increment
	 * it.
	 */
	private static final long TOKEN_MAXIMUM = 1L << 60;

	private LockRecord() {
	}

	/**
	 * Read the record of a database's lock, as it is on the primary.
	 * @param database the database
	 * @return the record, or {@code null} if the lock was never acquired
	 */
	public static @Nullable BsonDocument read(MongoDatabase database) {
		return database.getCollection(MonarchCollections.LOCK, BsonDocument.class)
			.withReadPreference(ReadPreference.primary())
			.find(any())
			.first();
	}

	/**
	 * Return the filter for the record of a lock, for queries that read other data too.
	 * @return the filter
	 */
	public static Document filter() {
		return any();
	}

	/**
	 * Tell whether a document is the record of a lock.
	 * @param document the document
	 * @return whether it is
	 */
	public static boolean isRecord(BsonDocument document) {
		return document.isString("_id") && document.getString("_id").getValue().equals(ID);
	}

	/**
	 * Tell whether a process holds the lock of an environment.
	 * @param environment the environment
	 * @return whether it is held
	 */
	public static boolean isHeld(Environment environment) {
		MongoDatabase database = environment.mongoDatabase();
		return database.getCollection(MonarchCollections.LOCK)
			.withReadPreference(ReadPreference.primary())
			.find(held(ServerInfo.of(database).localTime()))
			.first() != null;
	}

	/**
	 * Return the collection to write the record to. A secondary may still have the state
	 * before the lock was released.
	 */
	static MongoCollection<Document> collection(MongoDatabase database, LockSettings settings) {
		return database.getCollection(MonarchCollections.LOCK)
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(
					WriteConcern.MAJORITY.withWTimeout(settings.renewalDeadline().toMillis(), TimeUnit.MILLISECONDS));
	}

	static Document any() {
		return new Document("_id", ID);
	}

	/**
	 * Return the record of a free lock, in the format of this version.
	 */
	static Document free(Instant now) {
		return any().append("until", new Document("$lte", Date.from(now)))
			.append("format", new Document("$lte", FORMAT))
			.append("token", new Document("$type", "long").append("$lte", TOKEN_MAXIMUM));
	}

	/**
	 * Tell whether a value is a token that a later holder can increment.
	 */
	static boolean isToken(@Nullable Object value) {
		return value instanceof Long token && token <= TOKEN_MAXIMUM;
	}

	private static Document held(Instant now) {
		return any().append("until", new Document("$gt", Date.from(now)));
	}

	static Document of(String owner) {
		return any().append("owner", owner);
	}

	static Document of(String owner, long token) {
		return of(owner).append("token", token);
	}

	static Document of(long token) {
		return any().append("token", token);
	}

	/**
	 * Tell whether a document is the record of the lock, held by an owner.
	 */
	static boolean isOf(String owner, Document record) {
		return ID.equals(record.get("_id")) && owner.equals(record.get("owner")) && record.get("token") instanceof Long;
	}

}
