package io.monarch.lock;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import io.monarch.environment.Causes;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.StuckWork;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * A held lock, which a heartbeat renews until it is closed. If it is lost, the thread
 * that acquired it is interrupted.
 */
public final class Lease implements AutoCloseable {

	private static final int UNAUTHORIZED = 13;

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

	/** Whether it was lost before the end of the work that needs the lock. */
	private boolean lostWhileNeeded;

	/** Whether a late renewal may fail to match the record without being a loss. */
	private boolean ended;

	private volatile @Nullable Document progress;

	private final ProgressRate rate = new ProgressRate();

	/**
	 * Start to hold an acquired lock.
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
	 * Return why work under the lock failed. This is the only place that translates
	 * failures after a lost lock: any failure after the loss is reported as caused by it.
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
	 * Write the fence, so that a transaction that contains this write cannot commit after
	 * another process has acquired the lock. This blocks that process until the
	 * transaction ends, so it should be the last write.
	 * @param database the database, bound to the transaction if there is one
	 * @throws LockLostException if the lock was lost
	 */
	public void fence(MongoDatabase database) {
		ensureHeld();
		requireFence(LockFence.write(database, this.settings, this.token));
	}

	/**
	 * Write the fence in a transaction of the driver.
	 * @param database the database
	 * @param session the session of the transaction
	 * @throws LockLostException if the lock was lost
	 */
	public void fence(MongoDatabase database, ClientSession session) {
		ensureHeld();
		requireFence(LockFence.write(database, session, this.token));
	}

	/**
	 * Change the lock's record as its holder, in one write that is also the fence: it has
	 * no effect after another process has acquired the lock.
	 * @param change the change, which must not include fields of the lock itself
	 * @throws LockLostException if the lock was lost
	 */
	public void update(Bson change) {
		ensureHeld();
		requireMatched(
				LockRecord.collection(this.environment.mongoDatabase(), this.settings).updateOne(mine(), change));
	}

	private void requireMatched(UpdateResult result) {
		requireFence(result.getMatchedCount() == 1);
	}

	private void requireFence(boolean mine) {
		if (!mine) {
			throw lose("another process holds it, or its record was deleted", null);
		}
	}

	/**
	 * Tell whether another environment has the same lock, and therefore is the same
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
				return false; // a user who can acquire it can also read it
			}
			throw ex;
		}
	}

	/**
	 * Tell whether another process waits for the lock.
	 * @return whether one has announced so in the last seconds
	 */
	public boolean isAwaited() {
		return new LockWaiters(this.environment.mongoDatabase()).areAny();
	}

	/**
	 * Note the progress of the work. The next renewal writes it, so that other processes
	 * can show it.
	 * @param work the current work, or an empty text if there is none
	 * @param done the amount of work done
	 * @param total the total amount, or 0 if it is not known
	 */
	public void progress(String work, long done, long total) {
		this.progress = new Document("work", work).append("done", done)
			.append("total", total)
			.append("perSecond", this.rate.add(work, done, System.nanoTime()));
	}

	/**
	 * Set how a loss of the lock is reported from now on. The process may be terminated
	 * before the work itself can report it.
	 * @param meaning translates the loss of the lock into the failure to report
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
	 * Keep the failure for the message of the loss, in case no later attempt succeeds in
	 * time.
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
	 * Release the lock, unless it was lost.
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
				// The loss of the lock has interrupted this thread and has been reported.
				deferred.drop();
			}
			else {
				release();
			}
		}
	}

	private void release() {
		try {
			// Without an owner, so that a renewal in flight does not match it.
			var unused = LockRecord.collection(this.environment.mongoDatabase(), this.settings)
				.withTimeout(this.settings.lease().toMillis(), TimeUnit.MILLISECONDS)
				.bulkWrite(List.of(LockFence.closing(this.token),
						new UpdateOneModel<>(mine(),
								Updates.combine(Updates.set("owner", ""),
										Updates.set("until", Date.from(Instant.EPOCH)),
										Updates.unset(LockRecord.PROGRESS), Updates.unset("renewedAt")))));
		}
		catch (MongoException ex) {
			// The lease expires: others wait a little longer, and nothing is lost.
		}
	}

}
