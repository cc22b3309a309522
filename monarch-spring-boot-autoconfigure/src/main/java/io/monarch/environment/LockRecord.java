package io.monarch.environment;

import java.time.Instant;
import java.util.Date;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The filters for the record of the lock. Each is one flat document: there are servers
 * that ignore conditions inside {@code $and}, and would give the lock to everyone.
 */
final class LockRecord {

	static final String ID = "migrations";

	static final int FORMAT = 1;

	/** No count of holders comes near, and behind it the server could not add to it. */
	private static final long TOKEN_MAXIMUM = 1L << 60;

	private LockRecord() {
	}

	static Document any() {
		return new Document("_id", ID);
	}

	/**
	 * The record of a lock that is free, and that this version understands.
	 */
	static Document free(Instant now) {
		return any().append("until", new Document("$lte", Date.from(now)))
			.append("format", new Document("$lte", FORMAT))
			.append("token", new Document("$type", "long").append("$lte", TOKEN_MAXIMUM));
	}

	/**
	 * Tell whether a value is a token that a later holder can add to.
	 */
	static boolean isToken(@Nullable Object value) {
		return value instanceof Long token && token <= TOKEN_MAXIMUM;
	}

	static Document held(Instant now) {
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
	 * Tell whether a document is the record of the lock in the hands of an owner.
	 */
	static boolean isOf(String owner, Document record) {
		return ID.equals(record.get("_id")) && owner.equals(record.get("owner")) && record.get("token") instanceof Long;
	}

}
