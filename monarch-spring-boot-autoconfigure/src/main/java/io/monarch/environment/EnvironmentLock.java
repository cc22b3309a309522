package io.monarch.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The lock that lets one process at a time change an environment: a lease by the server's
 * clock, in the collection {@code monarch_lock}, with an owner and a token that only
 * grows.
 */
public final class EnvironmentLock {

	/** The collection that holds the lock. */
	public static final String COLLECTION = "monarch_lock";

	static final String ID = LockRecord.ID;

	static final int FORMAT = LockRecord.FORMAT;

	/** Field of the record: the replacement of the database that was begun. */
	public static final String REPLACEMENT = "replacement";

	/** Field of the record: the runs whose collections are Monarch's own. */
	public static final String RUNS = "runs";

	/** Field of the record: the copies and restores that the data comes from. */
	public static final String ORIGINS = "origins";

	/** Field of the record: how far the holder's work is. */
	static final String PROGRESS = "progress";

	/** What stays in a record that is written anew. */
	private static final List<String> KEPT = List.of(REPLACEMENT, RUNS, ORIGINS);

	private static final Duration POLL = Duration.ofMillis(250);

	/** How long a server that is not MongoDB may take between looking and changing. */
	private static final Duration RACE = Duration.ofMillis(500);

	/**
	 * The codes for a majority that takes too long: MaxTimeMSExpired, WriteConcernFailed.
	 */
	private static final Set<Integer> SLOW = Set.of(50, 64);

	private final Environment environment;

	private final LockSettings settings;

	public EnvironmentLock(Environment environment, LockSettings settings) {
		this.environment = environment;
		this.settings = settings;
	}

	/**
	 * Take the lock, waiting for whoever holds it.
	 * @param needed asked before each try: whether the lock is still needed
	 * @param waiting told once who holds the lock, if it has to be waited for
	 * @return the lease, or empty when the lock was no longer needed
	 * @throws LockHeldException if the lock was not free within the time to wait
	 * @throws MonarchException if nobody holds the lock, and the server does not give it
	 * within that time
	 */
	public Optional<Lease> acquire(BooleanSupplier needed, Consumer<LockHolder> waiting) {
		long start = System.nanoTime();
		Optional<LockHolder> last = Optional.empty();
		while (needed.getAsBoolean()) {
			Lease lease = tryAcquire();
			if (lease != null) {
				recover(lease);
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
			pause();
		}
		return Optional.empty();
	}

	private MonarchException notGiven() {
		return new MonarchException(Kind.FAILED,
				"The lock of environment " + this.environment.description()
						+ " is free, but its server has not written that it is taken for "
						+ this.settings.waitTime().toSeconds() + " s.",
				"See whether the server takes writes (a full disk, fsyncLock, a majority that is down), and try again.");
	}

	private void recover(Lease lease) {
		try {
			this.settings.recovery().recover(this.environment, lease);
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
	 * Take the lock if it is free. A time that grew old on its way here only makes the
	 * filter stricter and the lease shorter, so a pause or a wrong clock does no harm. A
	 * record that cannot be understood does not match, and counts as held.
	 */
	@Nullable Lease tryAcquire() {
		MongoDatabase database = this.environment.mongoDatabase();
		String owner = Operator.host() + ":" + ProcessHandle.current().pid() + ":"
				+ UUID.randomUUID().toString().substring(0, 8);
		long renewedAt = System.nanoTime();
		ServerInfo server = ServerInfo.of(database);
		Instant now = server.localTime();
		try {
			Document lock = take(database, owner, now);
			if (lock == null || !LockRecord.isOf(owner, lock)) {
				throw notTheLock("it answered with " + ((lock != null) ? lock.toJson() : "nothing")
						+ " instead of the record of the lock");
			}
			if (!server.isMongo() && !isExclusive(database, owner, now)) {
				return null;
			}
			if (lock.getLong("token") == 1) { // it is new, and what holds it may be older
				LockCollection.require(this.environment);
			}
			return new Lease(this.environment, this.settings, owner, lock.getLong("token"), renewedAt);
		}
		catch (MongoCommandException ex) {
			if (isHeldByAnother(ex)) {
				return null;
			}
			LockCollection.require(this.environment);
			throw ex;
		}
		catch (MongoExecutionTimeoutException ex) {
			// A process that died with a transaction open blocks the record until the
			// server ends that transaction, after a minute by default.
			return null;
		}
		catch (MongoWriteConcernException ex) {
			if (!SLOW.contains(ex.getCode())) {
				throw ex;
			}
			giveBack(database, owner);
			return null;
		}
	}

	private @Nullable Document take(MongoDatabase database, String owner, Instant now) {
		return collection(database).findOneAndUpdate(LockRecord.free(now),
				Updates.combine(Updates.set("owner", owner), Updates.set("since", Date.from(now)),
						Updates.set("until", Date.from(now.plus(this.settings.lease()))), Updates.set("format", FORMAT),
						Updates.unset(PROGRESS), Updates.unset("renewedAt"), Updates.inc("token", 1L)),
				new FindOneAndUpdateOptions().upsert(true)
					.returnDocument(ReturnDocument.AFTER)
					.maxTime(this.settings.renewalDeadline().toMillis() / 4, TimeUnit.MILLISECONDS));
	}

	/**
	 * Make sure that a server that is not MongoDB has given the lock to this owner alone.
	 * It may ignore a part of the filter without a word. It may also look for the record
	 * first and change it later, so that of several owners only the last one has it.
	 * @return whether it is still that of this owner
	 * @throws MonarchException if the server gives a lock that is held to others
	 */
	private boolean isExclusive(MongoDatabase database, String owner, Instant now) {
		try {
			requireRefusal(database, owner + ":check", now);
			pause(RACE);
			return collection(database).find(LockRecord.of(owner)).first() != null;
		}
		catch (RuntimeException ex) {
			giveBack(database, owner);
			throw ex;
		}
	}

	private void requireRefusal(MongoDatabase database, String other, Instant now) {
		Document second;
		try {
			second = take(database, other, now);
		}
		catch (MongoCommandException ex) {
			if (isHeldByAnother(ex)) {
				return;
			}
			throw ex;
		}
		giveBack(database, other);
		throw notTheLock((second != null && other.equals(second.get("owner")))
				? "it gives a lock that is held to a second process too" : "it does not say that a lock is held");
	}

	private static boolean isHeldByAnother(MongoCommandException failure) {
		return ErrorCategory.fromErrorCode(failure.getErrorCode()) == ErrorCategory.DUPLICATE_KEY;
	}

	private MonarchException notTheLock(String why) {
		return new MonarchException(
				Kind.BAD_INPUT, "The server of environment " + this.environment.description()
						+ " cannot hold Monarch's lock: " + why + ". Nothing was changed.",
				"Use a server that docs/servers.md lists.");
	}

	/**
	 * Free a lock that was taken without a majority's knowing it in time.
	 */
	private void giveBack(MongoDatabase database, String owner) {
		try {
			collection(database).withWriteConcern(WriteConcern.W1)
				.updateOne(LockRecord.of(owner),
						Updates.combine(Updates.set("owner", ""), Updates.set("until", Date.from(Instant.EPOCH))));
		}
		catch (MongoException ex) {
			// The lease ends by itself.
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
		Instant now = ServerInfo.of(this.environment.mongoDatabase()).localTime();
		return read().filter((holder) -> holder.until().isAfter(now));
	}

	/**
	 * Tell whether somebody holds the lock of an environment now.
	 * @param environment the environment
	 * @return whether it is held
	 */
	public static boolean isHeld(Environment environment) {
		MongoDatabase database = environment.mongoDatabase();
		return database.getCollection(COLLECTION)
			.withReadPreference(ReadPreference.primary())
			.find(LockRecord.held(ServerInfo.of(database).localTime()))
			.first() != null;
	}

	/**
	 * Read the record of a database's lock, as it is on the primary.
	 * @param database the database
	 * @return the record, or {@code null} where the lock was never taken
	 */
	public static @Nullable BsonDocument record(MongoDatabase database) {
		return database.getCollection(COLLECTION, BsonDocument.class)
			.withReadPreference(ReadPreference.primary())
			.find(LockRecord.any())
			.first();
	}

	/**
	 * Tell whether a document that was read elsewhere is the record of a lock.
	 * @param document the document
	 * @return whether it is
	 */
	public static boolean isRecord(BsonDocument document) {
		return document.isString("_id") && document.getString("_id").getValue().equals(ID);
	}

	/**
	 * Return the last holder, which may have released the lock or died.
	 */
	private Optional<LockHolder> read() {
		Document lock = collection(this.environment.mongoDatabase()).find(LockRecord.any()).first();
		return Optional.ofNullable(lock).map(this::parse);
	}

	/**
	 * Take the lock away from its holder; a live one notices and stops. A record that
	 * cannot be understood is replaced, and so is a collection that cannot hold it. What
	 * the record says of replacements stays.
	 */
	public void takeAway() {
		MongoDatabase database = this.environment.mongoDatabase();
		MongoCollection<Document> locks = collection(database);
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
		KEPT.stream()
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
		return collection(this.environment.mongoDatabase())
			.updateOne(LockRecord.of(holder.token()), new Document("$set", takenAwayFrom(holder.owner())))
			.getMatchedCount() == 1;
	}

	private static Document takenAwayFrom(@Nullable Object owner) {
		return new Document("owner", "taken away from " + owner).append("since", Date.from(Instant.EPOCH))
			.append("until", Date.from(Instant.EPOCH))
			.append("format", FORMAT);
	}

	private LockHolder parse(Document lock) {
		if (lock.get("format") instanceof Number format && format.intValue() > FORMAT) {
			throw unreadable("was written by a newer version of Monarch (format " + format + ")",
					"Use that version, or, when nothing is running, run");
		}
		if (lock.get("owner") instanceof String owner && lock.get("since") instanceof Date since
				&& lock.get("until") instanceof Date until && lock.get("token") instanceof Long token
				&& LockRecord.isToken(token) && lock.get("format") instanceof Number) {
			Instant renewed = (lock.get("renewedAt") instanceof Date date) ? date.toInstant() : null;
			return new LockHolder(owner, since.toInstant(), until.toInstant(), token, renewed,
					LockHolder.Progress.of(lock.get(PROGRESS)));
		}
		throw unreadable("is malformed", "When nothing is running, run");
	}

	private UnreadableLockException unreadable(String what, String then) {
		return new UnreadableLockException(
				"The lock record of environment " + this.environment.description() + " (_id '" + ID
						+ "' in the collection " + COLLECTION + ") " + what + ".",
				then + " 'monarch unlock " + this.environment.name() + "'.");
	}

	private MongoCollection<Document> collection(MongoDatabase database) {
		return collection(database, this.settings);
	}

	static MongoCollection<Document> collection(MongoDatabase database, LockSettings settings) {
		// What a secondary says may be from before the lock was given back.
		return database.getCollection(COLLECTION)
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(
					WriteConcern.MAJORITY.withWTimeout(settings.renewalDeadline().toMillis(), TimeUnit.MILLISECONDS));
	}

	private static void pause() {
		// Spread, so that many instances that start at once do not ask in step.
		pause(Duration.ofMillis(POLL.toMillis() / 2 + ThreadLocalRandom.current().nextLong(POLL.toMillis())));
	}

	private static void pause(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
	}

}
