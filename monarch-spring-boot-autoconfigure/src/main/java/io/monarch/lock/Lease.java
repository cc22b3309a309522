package io.monarch.lock;

import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import io.monarch.environment.Causes;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.StuckWork;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is held, and renewed by a heartbeat until it is closed. When it is lost,
 * the thread that took it is interrupted.
 */
public final class Lease implements AutoCloseable {

	private static final int UNAUTHORIZED = 13;

	/** The value has to change: the server drops a write that changes nothing. */
	private static final Bson FENCE = Updates.inc("fences", 1L);

	private final Environment environment;

	private final LockSettings settings;

	private final String owner;

	private final long token;

	private final Thread holder = Thread.currentThread();

	private final LockWatchdog watchdog;

	private final Heartbeat heartbeat;

	private long renewedAt;

	private @Nullable RuntimeException renewalFailure;

	private @Nullable LockLostException lost;

	/** Whether that was before the work that needs the lock has ended. */
	private boolean lostWhileNeeded;

	/** Whether a renewal that comes late may miss the record, and says nothing then. */
	private boolean ended;

	private volatile @Nullable Document progress;

	/**
	 * Start to hold a lock that was taken.
	 */
	Lease(Environment environment, LockSettings settings, StuckWork stuckWork, LockAcquisition.Taken taken) {
		this.environment = environment;
		this.settings = settings;
		this.owner = taken.owner();
		this.token = taken.token();
		this.renewedAt = taken.before();
		this.watchdog = new LockWatchdog(stuckWork);
		this.heartbeat = new Heartbeat(environment, settings, this, this.watchdog);
		this.heartbeat.start();
	}

	/**
	 * Return the number of this holding of the lock.
	 * @return the token
	 */
	public long token() {
		return this.token;
	}

	/**
	 * Check that the lock is held.
	 * @throws LockLostException if it was lost
	 */
	public synchronized void ensureHeld() {
		checkDeadline();
		if (this.lost != null) {
			throw this.lost;
		}
	}

	/**
	 * Return why work under the lock failed. This is the only place that knows what a
	 * lost lock means for a failure: whatever fails after the loss fails because of it.
	 * @param failure what was thrown
	 * @return the loss of the lock, which then has the failure as a suppressed exception,
	 * or the failure itself
	 */
	public synchronized Exception explain(Exception failure) {
		if (!this.ended) {
			checkDeadline();
		}
		LockLostException loss = this.lost;
		if (loss == null || !this.lostWhileNeeded) {
			return failure;
		}
		for (Throwable cause : Causes.of(failure)) {
			if (cause == loss) {
				return (failure instanceof MonarchException) ? failure : loss;
			}
		}
		loss.addSuppressed(failure);
		return loss;
	}

	/**
	 * Return why work under the lock failed.
	 * @param failure what was thrown
	 * @return the loss of the lock, or the failure itself
	 * @see #explain(Exception)
	 */
	public RuntimeException explain(RuntimeException failure) {
		return (RuntimeException) explain((Exception) failure);
	}

	/**
	 * Write the lock's record, so that a transaction that holds this write cannot commit
	 * once another process has the lock. It blocks the heartbeat until the transaction
	 * ends, so it belongs at its end.
	 * @param database the database, bound to the transaction where there is one
	 * @throws LockLostException if the lock was lost
	 */
	public void fence(MongoDatabase database) {
		ensureHeld();
		requireMatched(LockRecord.collection(database, this.settings).updateOne(mine(), FENCE));
	}

	/**
	 * Write the lock's record in a transaction of the driver.
	 * @param database the database
	 * @param session the session of the transaction
	 * @throws LockLostException if the lock was lost
	 */
	public void fence(MongoDatabase database, ClientSession session) {
		ensureHeld();
		requireMatched(database.getCollection(MonarchCollections.LOCK).updateOne(session, mine(), FENCE));
	}

	/**
	 * Change the lock's record as its holder, in one write that also is the fence: it has
	 * no effect once another process has the lock.
	 * @param change what to change, of fields that are not the lock's own
	 * @throws LockLostException if the lock was lost
	 */
	public void update(Bson change) {
		ensureHeld();
		requireMatched(LockRecord.collection(this.environment.mongoDatabase(), this.settings)
			.updateOne(mine(), Updates.combine(change, FENCE)));
	}

	private void requireMatched(UpdateResult result) {
		if (result.getMatchedCount() != 1) {
			throw lose("another process holds it, or its record was deleted", null);
		}
	}

	/**
	 * Tell whether another environment has this very lock, which makes it the same
	 * database.
	 * @param other the other environment
	 * @return whether it is the same
	 */
	public boolean isHeldIn(Environment other) {
		try {
			return LockRecord.collection(other.mongoDatabase(), this.settings).find(mine()).first() != null;
		}
		catch (MongoException ex) {
			if (ex.getCode() == UNAUTHORIZED) {
				return false; // a user who holds it may also read it
			}
			throw ex;
		}
	}

	/**
	 * Note how far the work is. The next renewal writes it, for processes that ask who
	 * holds the lock.
	 * @param work what is done, or an empty text where nothing is
	 * @param done how much is done
	 * @param total how much there is to do, or 0 where it is not known
	 */
	public void progress(String work, long done, long total) {
		this.progress = new Document("work", work).append("done", done).append("total", total);
	}

	/**
	 * Note what a loss of the lock means from now on. The process may be ended before the
	 * work itself can report it.
	 * @param meaning given that the lock was lost, returns what that means
	 */
	public void onLoss(UnaryOperator<MonarchException> meaning) {
		this.watchdog.onLoss(meaning);
	}

	/**
	 * Renew the lock, for the heartbeat.
	 * @param start the {@link System#nanoTime()} just before the server's clock was read
	 */
	void renew(MongoDatabase database, Instant until, long start) {
		Bson renewal = Updates.combine(Updates.set("until", Date.from(until)), Updates.currentDate("renewedAt"));
		Document known = this.progress;
		requireMatched(LockRecord.collection(database, this.settings)
			.updateOne(mine(),
					(known != null) ? Updates.combine(renewal, Updates.set(LockRecord.PROGRESS, known)) : renewal));
		renewed(start);
	}

	private synchronized void renewed(long start) {
		this.renewedAt = start;
		this.renewalFailure = null;
	}

	/**
	 * Keep the failure for the message of the loss, should no later try succeed in time.
	 */
	synchronized void failedToRenew(RuntimeException failure) {
		this.renewalFailure = failure;
	}

	synchronized void checkDeadline() {
		long silent = System.nanoTime() - this.renewedAt;
		if (silent > this.settings.renewalDeadline().toNanos()) {
			lose("it could not be renewed for " + TimeUnit.NANOSECONDS.toMillis(silent) + " ms", this.renewalFailure);
		}
	}

	private synchronized LockLostException lose(String reason, @Nullable Throwable cause) {
		if (this.lost == null) {
			this.lost = new LockLostException(this.environment, reason, cause);
			if (!this.ended) {
				this.lostWhileNeeded = true;
				this.watchdog.lost(this.lost);
				this.holder.interrupt();
			}
		}
		return this.lost;
	}

	private Bson mine() {
		return LockRecord.of(this.owner, this.token);
	}

	/**
	 * Stop renewing the lock, whose record is about to be dropped with its database.
	 */
	public synchronized void stopRenewing() {
		ensureHeld();
		this.ended = true;
		this.heartbeat.close();
	}

	/**
	 * Free the lock, unless it was lost.
	 */
	@Override
	public void close() {
		boolean wasLost;
		synchronized (this) {
			this.ended = true;
			this.watchdog.end();
			wasLost = this.lostWhileNeeded;
		}
		try (Interruption deferred = Interruption.defer()) {
			this.heartbeat.close();
			if (wasLost) {
				// The loss of the lock has interrupted this thread, and is reported.
				deferred.drop();
			}
			else {
				release();
			}
		}
	}

	private void release() {
		try {
			// Without an owner, so that a renewal that is still on its way misses it.
			LockRecord.collection(this.environment.mongoDatabase(), this.settings)
				.withTimeout(this.settings.lease().toMillis(), TimeUnit.MILLISECONDS)
				.updateOne(mine(),
						Updates.combine(Updates.set("owner", ""), Updates.set("until", Date.from(Instant.EPOCH)),
								Updates.unset(LockRecord.PROGRESS), Updates.unset("renewedAt")));
		}
		catch (MongoException ex) {
			// The lease ends by itself: others wait a little longer, and nothing is lost.
		}
	}

}
