package io.monarch.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import io.monarch.environment.MonarchException.Kind;
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

	private final ScheduledExecutorService heartbeat;

	private final HeartbeatClient connection;

	private long renewedAt;

	private @Nullable RuntimeException renewalFailure;

	private @Nullable LockLostException lost;

	private long lostAt;

	private boolean abandoned;

	private UnaryOperator<MonarchException> outlook = UnaryOperator.identity();

	private boolean closed;

	private volatile @Nullable Document progress;

	/**
	 * Start to hold a lock.
	 * @param renewedAt the {@link System#nanoTime()} just before the server's clock was
	 * read for the end of the lease
	 */
	Lease(Environment environment, LockSettings settings, String owner, long token, long renewedAt) {
		this.environment = environment;
		this.settings = settings;
		this.owner = owner;
		this.token = token;
		this.renewedAt = renewedAt;
		this.connection = new HeartbeatClient(environment, settings.renewalDeadline());
		// Two threads, since a renewal can hang for longer than the deadline.
		this.heartbeat = Executors.newScheduledThreadPool(2, (task) -> {
			Thread thread = new Thread(task, "monarch-lock-" + environment.name());
			thread.setDaemon(true);
			return thread;
		});
		schedule(this::renew, settings.renewalInterval().toNanos());
		schedule(this::watch, settings.renewalDeadline().toNanos() / 10);
	}

	private void schedule(Runnable task, long nanos) {
		var unused = this.heartbeat.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
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
	 * Return why something failed: where it was interrupted since the lock was lost, that
	 * is the reason, and not what the driver says about it.
	 * @param failure what was thrown
	 * @return what to throw
	 */
	public synchronized RuntimeException explain(RuntimeException failure) {
		if (this.lost != null && failure != this.lost && Interruption.isCauseOf(failure)) {
			this.lost.addSuppressed(failure);
			return this.lost;
		}
		return failure;
	}

	/**
	 * Write the lock's record, so that a transaction that holds this write cannot commit
	 * once someone else has the lock. It blocks the heartbeat until the transaction ends,
	 * so it belongs at its end.
	 * @param database the database, bound to the transaction where there is one
	 * @throws LockLostException if the lock was lost
	 */
	public void fence(MongoDatabase database) {
		ensureHeld();
		requireMatched(EnvironmentLock.collection(database, this.settings).updateOne(mine(), FENCE));
	}

	/**
	 * Write the lock's record in a transaction of the driver.
	 * @param database the database
	 * @param session the session of the transaction
	 * @throws LockLostException if the lock was lost
	 */
	public void fence(MongoDatabase database, ClientSession session) {
		ensureHeld();
		requireMatched(database.getCollection(EnvironmentLock.COLLECTION).updateOne(session, mine(), FENCE));
	}

	/**
	 * Change the lock's record as its holder, in one write that also is the fence: it has
	 * no effect once another process has the lock.
	 * @param change what to change, of fields that are not the lock's own
	 * @throws LockLostException if the lock was lost
	 */
	public void update(Bson change) {
		ensureHeld();
		requireMatched(EnvironmentLock.collection(this.environment.mongoDatabase(), this.settings)
			.updateOne(mine(), Updates.combine(change, FENCE)));
	}

	private void requireMatched(UpdateResult result) {
		if (result.getMatchedCount() != 1) {
			throw lose("another process has it, or its record was deleted", null);
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
			return EnvironmentLock.collection(other.mongoDatabase(), this.settings).find(mine()).first() != null;
		}
		catch (MongoException ex) {
			if (ex.getCode() == UNAUTHORIZED) {
				return false; // who holds it may also read it
			}
			throw ex;
		}
	}

	private void renew() {
		long start = System.nanoTime();
		try {
			MongoDatabase database = this.connection.mongoDatabase();
			Instant until = ServerInfo.of(database).localTime().plus(this.settings.lease());
			long matched = EnvironmentLock.collection(database, this.settings)
				.updateOne(mine(), renewal(until))
				.getMatchedCount();
			if (matched == 1) {
				renewed(start);
			}
			else {
				lose("another process has it, or its record was deleted", null);
			}
		}
		catch (RuntimeException ex) {
			failedToRenew(ex);
			if (this.connection.failed()) {
				renew(); // at once: there may be no time to wait for the next one
			}
		}
	}

	private Bson renewal(Instant until) {
		Bson renewal = Updates.combine(Updates.set("until", Date.from(until)), Updates.currentDate("renewedAt"));
		Document known = this.progress;
		return (known != null) ? Updates.combine(renewal, Updates.set(EnvironmentLock.PROGRESS, known)) : renewal;
	}

	/**
	 * Note how far the work is. The next renewal writes it, for those who ask for it.
	 * @param work what is done, or an empty text where nothing is
	 * @param done how much is done
	 * @param total how much there is to do, or 0 where it is not known
	 */
	public void progress(String work, long done, long total) {
		this.progress = new Document("work", work).append("done", done).append("total", total);
	}

	private synchronized void renewed(long start) {
		this.renewedAt = start;
		this.renewalFailure = null;
	}

	/**
	 * Keep the failure for the message of the loss, should no later try succeed in time.
	 */
	private synchronized void failedToRenew(RuntimeException failure) {
		this.renewalFailure = failure;
	}

	private void watch() {
		checkDeadline();
		MonarchException reason = overdue();
		if (reason != null) {
			this.settings.abandonment().action().accept(reason);
		}
	}

	/**
	 * Return why the holder has to be abandoned, if it is now: it should have ended, and
	 * whatever it waits for, it may write without the lock when it goes on.
	 */
	private synchronized @Nullable MonarchException overdue() {
		Duration since = Duration.ofNanos(System.nanoTime() - this.lostAt);
		if (this.lost == null || this.closed || this.abandoned
				|| since.compareTo(this.settings.abandonment().after()) < 0) {
			return null;
		}
		this.abandoned = true;
		return this.outlook.apply(new MonarchException(Kind.FAILED,
				this.lost.getMessage() + " What needs it has not ended for " + since.toSeconds() + " s since then.",
				this.lost.action(), this.lost));
	}

	/**
	 * Note what is to be said where this holder is abandoned from now on, which then
	 * cannot say it itself.
	 * @param words given that the lock was lost, returns what that means
	 */
	public synchronized void foresee(UnaryOperator<MonarchException> words) {
		this.outlook = words;
	}

	private synchronized void checkDeadline() {
		long silent = System.nanoTime() - this.renewedAt;
		if (silent > this.settings.renewalDeadline().toNanos()) {
			lose("it could not be renewed for " + TimeUnit.NANOSECONDS.toMillis(silent) + " ms", this.renewalFailure);
		}
	}

	private synchronized LockLostException lose(String reason, @Nullable Throwable cause) {
		if (this.lost == null) {
			this.lost = new LockLostException(this.environment, reason, cause);
			this.lostAt = System.nanoTime();
			if (!this.closed) {
				this.holder.interrupt();
			}
		}
		return this.lost;
	}

	private Bson mine() {
		return LockRecord.of(this.owner, this.token);
	}

	/**
	 * Free the lock, unless it was lost.
	 */
	@Override
	public void close() {
		boolean wasLost;
		synchronized (this) {
			this.closed = true;
			wasLost = this.lost != null;
		}
		try (Interruption deferred = Interruption.defer()) {
			this.heartbeat.shutdown();
			this.connection.close();
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
			EnvironmentLock.collection(this.environment.mongoDatabase(), this.settings)
				.withTimeout(this.settings.lease().toMillis(), TimeUnit.MILLISECONDS)
				.updateOne(mine(),
						Updates.combine(Updates.set("owner", ""), Updates.set("until", Date.from(Instant.EPOCH)),
								Updates.unset(EnvironmentLock.PROGRESS), Updates.unset("renewedAt")));
		}
		catch (MongoException ex) {
			// The lease ends by itself: others wait a little longer, and nothing is lost.
		}
	}

}
