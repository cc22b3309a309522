package io.monarch.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import io.monarch.environment.StuckWork;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The lock that lets one process at a time change an environment: a lease by the server's
 * clock, in the collection {@code monarch_lock}, with an owner and an increasing token.
 */
public final class EnvironmentLock {

	private static final Duration POLL = Duration.ofMillis(250);

	private static final int MAXIMUM_POLL_SECONDS = 5;

	private final Environment environment;

	private final LockSettings settings;

	private final Recovery recovery;

	private final StuckWork stuckWork;

	EnvironmentLock(Environment environment, LockSettings settings, Recovery recovery, StuckWork stuckWork) {
		this.environment = environment;
		this.settings = settings;
		this.recovery = recovery;
		this.stuckWork = stuckWork;
	}

	/**
	 * Acquire the lock and recover the database, waiting for a process that holds the
	 * lock.
	 * @param needed called before each attempt: whether the lock is still needed
	 * @param waiting called once with the holder of the lock, if there is a wait
	 * @return the lease, or empty when the lock was no longer needed
	 * @throws LockHeldException if the lock was not free within the wait time
	 * @throws MonarchException if no process holds the lock and the server does not grant
	 * it within that time, or if the database cannot be recovered
	 */
	public Optional<Lease> acquire(BooleanSupplier needed, Consumer<LockHolder> waiting) {
		Optional<Lease> lease = await(needed, waiting);
		lease.ifPresent(this::recover);
		return lease;
	}

	/**
	 * Acquire the lock to replace, drop or recover the database, waiting for a process
	 * that holds the lock.
	 * @param waiting called once with the holder of the lock, if there is a wait
	 * @return the lease
	 * @throws LockHeldException if the lock was not free within the wait time
	 * @throws MonarchException if no process holds the lock and the server does not grant
	 * it within that time
	 */
	public Lease acquireUnrecovered(Consumer<LockHolder> waiting) {
		return await(() -> true, waiting).orElseThrow();
	}

	/**
	 * Acquire the lock for work in the background: without announcing that this process
	 * waits, so that two such processes do not take the lock away from each other.
	 * @param needed called before each attempt: whether the lock is still needed
	 * @return the lease, or empty when the lock was no longer needed
	 * @throws MonarchException if the database cannot be recovered
	 */
	public Optional<Lease> acquireInBackground(BooleanSupplier needed) {
		for (int tries = 1; needed.getAsBoolean(); tries++) {
			if (!new LockWaiters(this.environment.mongoDatabase()).areAny()) {
				Lease lease = tryAcquire();
				if (lease != null) {
					recover(lease);
					return Optional.of(lease);
				}
			}
			pause(Duration.ofSeconds(Math.min(tries, MAXIMUM_POLL_SECONDS)));
		}
		return Optional.empty();
	}

	private Optional<Lease> await(BooleanSupplier needed, Consumer<LockHolder> waiting) {
		long start = System.nanoTime();
		LockWaiters waiters = new LockWaiters(this.environment.mongoDatabase());
		Optional<LockHolder> last = Optional.empty();
		while (needed.getAsBoolean()) {
			Lease lease = tryAcquire();
			if (lease != null) {
				return Optional.of(lease);
			}
			waiters.announce();
			Optional<LockHolder> holder = current();
			boolean first = last.isEmpty() && holder.isPresent();
			last = holder.isPresent() ? holder : last;
			if (System.nanoTime() - start >= this.settings.waitTime().toNanos()) {
				throw last.<MonarchException>map((held) -> new LockHeldException(this.environment, held))
					.orElseGet(this::notGiven);
			}
			if (first) {
				waiting.accept(holder.get());
			}
			// Jitter, so that instances that start at the same time do not retry in step.
			pause(Duration.ofMillis(POLL.toMillis() / 2 + ThreadLocalRandom.current().nextLong(POLL.toMillis())));
		}
		return Optional.empty();
	}

	@Nullable Lease tryAcquire() {
		LockAcquisition.Taken taken = new LockAcquisition(this.environment, this.settings).run();
		return (taken != null) ? new Lease(this.environment, this.settings, this.stuckWork, taken) : null;
	}

	private MonarchException notGiven() {
		return new MonarchException(Kind.FAILED,
				"The lock of environment " + this.environment.description()
						+ " is free, but its server has not completed the write that acquires it for "
						+ this.settings.waitTime().toSeconds() + " s.",
				"Check whether the server accepts writes (a full disk, fsyncLock, a majority that is down), and try "
						+ "again.");
	}

	private void recover(Lease lease) {
		try {
			this.recovery.recover(this.environment, lease);
		}
		catch (InterruptedException ex) {
			lease.close();
			throw lease.explain(Interruption
				.cancelled("A replacement that was interrupted still has to be completed. Run it again.", ex));
		}
		catch (RuntimeException ex) {
			lease.close();
			throw lease.explain(ex);
		}
	}

	/**
	 * Return the current holder of the lock.
	 * @return the holder, or empty if the lock is free
	 * @throws UnreadableLockException if the record of the lock cannot be parsed, or its
	 * collection cannot hold it
	 */
	public Optional<LockHolder> holder() {
		LockCollection.require(this.environment);
		return current();
	}

	private Optional<LockHolder> current() {
		MongoDatabase database = this.environment.mongoDatabase();
		Instant now = ServerInfo.of(database).localTime();
		// The last holder may have released the lock or died.
		return Optional.ofNullable(LockRecord.collection(database, this.settings).find(LockRecord.any()).first())
			.map((lock) -> LockHolder.of(this.environment, lock))
			.filter((holder) -> holder.until().isAfter(now));
	}

	/**
	 * Remove the lock from its holder, which notices and stops if it is still running. A
	 * record that cannot be parsed is replaced, and so is a collection that cannot hold
	 * it. The fields about replacements are kept.
	 */
	public void takeAway() {
		MongoDatabase database = this.environment.mongoDatabase();
		MongoCollection<Document> locks = LockRecord.collection(database, this.settings);
		LockCollection holding = LockCollection.of(database);
		Document lock = holding.isStored() ? locks.find(LockRecord.any()).first() : null;
		if (holding.problem() != null) {
			holding.makePlain();
		}
		if (lock == null) {
			return;
		}
		Document free = takenAwayFrom(lock.get("owner"));
		boolean readable = LockRecord.isToken(lock.get("token"));
		if (lock.get("token") instanceof Long token && readable) {
			LockFence.close(locks, token);
		}
		// Other fields are not touched, since the holder may be writing them.
		if (readable && locks.updateOne(LockRecord.any(), new Document("$set", free)).getMatchedCount() == 1) {
			return;
		}
		// Milliseconds exceed any number of holders, so the token still increases.
		free.append("token", readable ? lock.get("token") : ServerInfo.of(database).localTime().toEpochMilli());
		LockRecord.KEPT.stream()
			.filter((field) -> lock.get(field) instanceof Document || lock.get(field) instanceof List)
			.forEach((field) -> free.append(field, lock.get(field)));
		locks.replaceOne(LockRecord.any(), free, new ReplaceOptions().upsert(true));
	}

	/**
	 * Remove the lock from one holder, but not from a later one.
	 * @param holder the holder
	 * @return whether this holder still held the lock
	 */
	public boolean takeAway(LockHolder holder) {
		MongoCollection<Document> locks = LockRecord.collection(this.environment.mongoDatabase(), this.settings);
		boolean held = locks
			.updateOne(LockRecord.of(holder.token()), new Document("$set", takenAwayFrom(holder.owner())))
			.getMatchedCount() == 1;
		if (held) {
			LockFence.closeFor(locks, holder.token());
		}
		return held;
	}

	private static Document takenAwayFrom(@Nullable Object owner) {
		return new Document("owner", "taken away from " + owner).append("since", Date.from(Instant.EPOCH))
			.append("until", Date.from(Instant.EPOCH))
			.append("format", LockRecord.FORMAT);
	}

	static void pause(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
	}

}
