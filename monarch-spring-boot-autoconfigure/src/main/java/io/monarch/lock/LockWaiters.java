package io.monarch.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.ServerInfo;
import org.bson.Document;

/**
 * Tells the holder of a lock that other processes wait for it: a document beside the
 * record of the lock, with the time until which it counts.
 */
final class LockWaiters {

	private static final String ID = "waiting";

	/** Not the name of the end of a lease. */
	private static final String ANNOUNCED = "announcedUntil";

	/** Longer than the interval between two announcements. */
	private static final Duration VALIDITY = Duration.ofSeconds(4);

	private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

	private final MongoDatabase database;

	private long announcedAt = System.nanoTime() - INTERVAL_NANOS;

	LockWaiters(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Announce that this process waits. If that fails, it waits no less.
	 */
	void announce() {
		if (System.nanoTime() - this.announcedAt < INTERVAL_NANOS) {
			return;
		}
		this.announcedAt = System.nanoTime();
		try {
			Instant until = ServerInfo.of(this.database).localTime().plus(VALIDITY);
			var unused = collection().updateOne(new Document("_id", ID), Updates.max(ANNOUNCED, Date.from(until)),
					new UpdateOptions().upsert(true));
		}
		catch (MongoException ex) {
			// The holder is not told, and releases the lock when its work ends.
		}
	}

	/**
	 * Tell whether a process waits.
	 */
	boolean areAny() {
		Instant now = ServerInfo.of(this.database).localTime();
		return collection().find(new Document("_id", ID).append(ANNOUNCED, new Document("$gt", Date.from(now))))
			.first() != null;
	}

	private MongoCollection<Document> collection() {
		return this.database.getCollection(MonarchCollections.LOCK)
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.W1);
	}

}
