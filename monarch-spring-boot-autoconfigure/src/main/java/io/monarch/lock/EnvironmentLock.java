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
 * clock, in the collection {@code monarch_lock}, with an owner and a token that only
 * grows.
 */
public final class EnvironmentLock {

	private static final Duration POLL = Duration.ofMillis(250);

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
	 * Take the lock and recover the database, waiting for a process that holds the lock.
	 * @param needed asked before each try: whether the lock is still needed
	 * @param waiting told once who holds the lock, if it has to be waited for
	 * @return the lease, or empty when the lock was no longer needed
	 * @throws LockHeldException if the lock was not free within the time to wait
	 * @throws MonarchException if no process holds the lock and the server does not give
	 * it within that time, or if the database cannot be recovered
	 */
	public Optional<Lease> acquire(BooleanSupplier needed, Consumer<LockHolder> waiting) {
		Optional<Lease> lease = await(needed, waiting);
		lease.ifPresent(this::recover);
		return lease;
	}

	/**
	 * Take the lock of a database that is replaced, dropped or recovered now, waiting for
	 * a process that holds the lock.
	 * @param waiting told once who holds the lock, if it has to be waited for
	 * @return the lease
	 * @throws LockHeldException if the lock was not free within the time to wait
	 * @throws MonarchException if no process holds the lock, and the server does not give
	 * it within that time
	 */
	public Lease acquireUnrecovered(Consumer<LockHolder> waiting) {
		return await(() -> true, waiting).orElseThrow();
	}

	private Optional<Lease> await(BooleanSupplier needed, Consumer<LockHolder> waiting) {
		long start = System.nanoTime();
		Optional<LockHolder> last = Optional.empty();
		while (needed.getAsBoolean()) {
			Lease lease = tryAcquire();
			if (lease != null) {
				return Optional.of(lease);
			}
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
			// Spread, so that many instances that start at once do not ask in step.
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
	 * Return who holds the lock now.
	 * @return the holder, or empty when the lock is free
	 * @throws UnreadableLockException if the lock's record cannot be understood, or its
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
	 * Take the lock away from its holder; a live one notices and stops. A record that
	 * cannot be understood is replaced, and so is a collection that cannot hold it. What
	 * the record says of replacements stays.
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
		// Other fields are left alone: a live holder may be writing them.
		if (readable && locks.updateOne(LockRecord.any(), new Document("$set", free)).getMatchedCount() == 1) {
			return;
		}
		// Milliseconds are beyond any count of holders, so the token still only grows.
		free.append("token", readable ? lock.get("token") : ServerInfo.of(database).localTime().toEpochMilli());
		LockRecord.KEPT.stream()
			.filter((field) -> lock.get(field) instanceof Document || lock.get(field) instanceof List)
			.forEach((field) -> free.append(field, lock.get(field)));
		locks.replaceOne(LockRecord.any(), free, new ReplaceOptions().upsert(true));
	}

	/**
	 * Take the lock away from one holder, and from no later one.
	 * @param holder the holder
	 * @return whether the lock was still that of this holder
	 */
	public boolean takeAway(LockHolder holder) {
		return LockRecord.collection(this.environment.mongoDatabase(), this.settings)
			.updateOne(LockRecord.of(holder.token()), new Document("$set", takenAwayFrom(holder.owner())))
			.getMatchedCount() == 1;
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
