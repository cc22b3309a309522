package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The lock of Mongock, held by Monarch: an instance with Mongock that starts meanwhile
 * waits, as for another instance with Mongock.
 *
 * <p>
 * It is one document: <code>{key: "DEFAULT_KEY", status: "LOCK_HELD", owner,
 * expiresAt}</code>, with a unique index on {@code key}. It is acquired by an update,
 * with an upsert, of a document that has expired; a document that has not expired makes
 * the upsert fail. It is renewed by an update of the own document, and released by
 * deleting it. Monarch also takes over the document of another process of Monarch, since
 * it is only used under Monarch's own lock of the database.
 */
@SuppressWarnings("JavaUtilDate") // as the driver reads and writes dates
public final class MongockLock implements AutoCloseable {

	private static final String OWNER = "monarch:";

	private static final String KEY = "DEFAULT_KEY";

	private static final String HELD = "LOCK_HELD";

	private final MongoCollection<Document> collection;

	private final String owner;

	private final Duration lease;

	private final ScheduledExecutorService thread;

	private volatile long renewedAt;

	private volatile boolean lost;

	private MongockLock(MongoCollection<Document> collection, String owner, Duration lease) {
		this.collection = collection;
		this.owner = owner;
		this.lease = lease;
		this.thread = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread renewing = new Thread(task, "monarch-mongock-lock");
			renewing.setDaemon(true);
			return renewing;
		});
	}

	/**
	 * Acquire the lock, or fail at once if Mongock holds it.
	 * @param database the database
	 * @param name the name of the collection
	 * @param holder names this process
	 * @param lease the time after which it expires if this process dies
	 * @param interval the interval between renewals
	 * @return the lock
	 * @throws MonarchException if Mongock holds it
	 */
	public static MongockLock acquire(MongoDatabase database, String name, String holder, Duration lease,
			Duration interval) {
		MongoCollection<Document> collection = database.getCollection(name)
			.withWriteConcern(WriteConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary());
		MongockLock lock = new MongockLock(collection, OWNER + holder, lease);
		// Without the index, two processes could insert a document each.
		String unused = collection.createIndex(new Document("key", 1), new IndexOptions().unique(true));
		lock.insertOrTakeOver(ServerInfo.of(database).localTime());
		lock.renewEvery(interval);
		return lock;
	}

	/**
	 * Tell whether the owner of a lock is a process of Monarch.
	 * @param owner the owner in the document, or {@code null}
	 * @return whether it is
	 */
	public static boolean isOfMonarch(@Nullable String owner) {
		return owner != null && owner.startsWith(OWNER);
	}

	private void insertOrTakeOver(Instant now) {
		Bson free = Filters.and(Filters.eq("key", KEY),
				Filters.or(Filters.lt("expiresAt", Date.from(now)), Filters.regex("owner", "^" + OWNER)));
		this.renewedAt = System.nanoTime();
		try {
			this.collection.updateOne(free, Updates.combine(Updates.set("key", KEY), Updates.set("status", HELD),
					Updates.set("owner", this.owner), expiry(now)), new UpdateOptions().upsert(true));
		}
		catch (MongoWriteException ex) {
			if (ex.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
				throw ex;
			}
			throw held(ex);
		}
	}

	/**
	 * Mongock compares the time with the clock of its own machine.
	 */
	private Bson expiry(Instant now) {
		Instant own = Instant.now();
		return Updates.set("expiresAt", Date.from((own.isAfter(now) ? own : now).plus(this.lease)));
	}

	private MonarchException held(MongoWriteException cause) {
		Document lock = this.collection.find(Filters.eq("key", KEY)).first();
		String who = (lock != null && lock.get("expiresAt") instanceof Date expires)
				? "'" + lock.get("owner") + "' holds its lock in collection '"
						+ this.collection.getNamespace().getCollectionName() + "' until " + expires.toInstant()
				: "it has just released its lock";
		return new MonarchException(Kind.BUSY, "Mongock is running on database '"
				+ this.collection.getNamespace().getDatabaseName() + "': " + who + ".",
				"Nothing was run. Try again when it has finished.", cause);
	}

	private void renewEvery(Duration interval) {
		var unused = this.thread.scheduleWithFixedDelay(this::renew, interval.toNanos(), interval.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	private void renew() {
		long start = System.nanoTime();
		try {
			if (this.collection.updateOne(mine(), expiry(Instant.now())).getMatchedCount() == 1) {
				this.renewedAt = start;
			}
			else {
				this.lost = true;
			}
		}
		catch (MongoException ex) {
			// A later attempt may succeed in time.
		}
	}

	private Bson mine() {
		return Filters.and(Filters.eq("key", KEY), Filters.eq("status", HELD), Filters.eq("owner", this.owner));
	}

	/**
	 * Check that the lock is held.
	 * @throws MonarchException if it was lost, so that Mongock may be running
	 */
	public void ensureHeld() {
		if (this.lost || System.nanoTime() - this.renewedAt > this.lease.toNanos()) {
			throw new MonarchException(Kind.FAILED,
					"The lock of Mongock in collection '" + this.collection.getNamespace().getCollectionName()
							+ "' was lost: it could not be renewed, or another process has deleted it. No further "
							+ "migration was started, since Mongock may be running.",
					"Make sure that no application with Mongock starts on this database, then start again.");
		}
	}

	/**
	 * Release the lock.
	 */
	@Override
	public void close() {
		this.thread.shutdown();
		try (Interruption deferred = Interruption.defer()) {
			this.collection.deleteMany(Filters.and(Filters.eq("key", KEY), Filters.eq("owner", this.owner)));
		}
		catch (MongoException ex) {
			// It expires: Mongock waits a little longer.
		}
	}

}
