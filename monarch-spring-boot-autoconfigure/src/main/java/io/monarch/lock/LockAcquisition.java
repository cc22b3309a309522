package io.monarch.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Operator;
import io.monarch.environment.ServerInfo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to acquire the lock of an environment, by one atomic write whose filter
 * matches only a free lock.
 */
final class LockAcquisition {

	/**
	 * The time that a server other than MongoDB may take between reading and changing a
	 * document.
	 */
	private static final Duration RACE = Duration.ofMillis(500);

	/**
	 * The error codes for a majority that takes too long: MaxTimeMSExpired,
	 * WriteConcernFailed.
	 */
	private static final Set<Integer> SLOW = Set.of(50, 64);

	private final Environment environment;

	private final MongoDatabase database;

	private final LockSettings settings;

	private final String owner = Operator.host() + ":" + ProcessHandle.current().pid() + ":"
			+ UUID.randomUUID().toString().substring(0, 8);

	LockAcquisition(Environment environment, LockSettings settings) {
		this.environment = environment;
		this.database = environment.mongoDatabase();
		this.settings = settings;
	}

	/**
	 * Acquire the lock if it is free. A stale time only makes the filter stricter and the
	 * lease shorter, so a pause or a wrong clock does no harm. A record that cannot be
	 * parsed does not match, and counts as held.
	 * @return the acquired lock, or {@code null} if the lock is held
	 */
	@Nullable Taken run() {
		long before = System.nanoTime();
		ServerInfo server = ServerInfo.of(this.database);
		Instant now = server.localTime();
		try {
			Document lock = take(this.owner, now);
			if (lock == null || !LockRecord.isOf(this.owner, lock)) {
				throw notTheLock("it answered with " + ((lock != null) ? lock.toJson() : "nothing")
						+ " instead of the record of the lock");
			}
			if (!server.isMongo() && !isExclusive(now)) {
				return null;
			}
			if (lock.getLong("token") == 1) { // the record is new
				LockCollection.require(this.environment);
			}
			if (!LockFence.take(this.database, this.settings, lock.getLong("token"))) {
				giveBack(this.owner);
				return null;
			}
			return new Taken(this.owner, lock.getLong("token"), before);
		}
		catch (MongoCommandException ex) {
			if (isHeldByAnother(ex)) {
				return null;
			}
			LockCollection.require(this.environment);
			throw ex;
		}
		catch (MongoExecutionTimeoutException ex) {
			// The open transaction of a process that died blocks the fence until the
			// server aborts it, after a minute by default.
			giveBack(this.owner);
			return null;
		}
		catch (MongoWriteConcernException ex) {
			if (!SLOW.contains(ex.getCode())) {
				throw ex;
			}
			giveBack(this.owner);
			return null;
		}
	}

	private @Nullable Document take(String as, Instant now) {
		return LockRecord.collection(this.database, this.settings)
			.findOneAndUpdate(LockRecord.free(now),
					Updates.combine(Updates.set("owner", as), Updates.set("since", Date.from(now)),
							Updates.set("until", Date.from(now.plus(this.settings.lease()))),
							Updates.set("format", LockRecord.FORMAT), Updates.unset(LockRecord.PROGRESS),
							Updates.unset("renewedAt"), Updates.inc("token", 1L)),
					new FindOneAndUpdateOptions().upsert(true)
						.returnDocument(ReturnDocument.AFTER)
						.maxTime(this.settings.renewalDeadline().toMillis() / 4, TimeUnit.MILLISECONDS));
	}

	/**
	 * Make sure that a server other than MongoDB has granted the lock only to this owner.
	 * It may silently ignore a part of the filter. It may also find the record first and
	 * change it later, so that only the last of several owners holds the lock.
	 * @return whether this owner still holds the lock
	 * @throws MonarchException if the server grants a held lock to others
	 */
	private boolean isExclusive(Instant now) {
		try {
			requireRefusal(this.owner + ":check", now);
			EnvironmentLock.pause(RACE);
			return LockRecord.collection(this.database, this.settings).find(LockRecord.of(this.owner)).first() != null;
		}
		catch (RuntimeException ex) {
			giveBack(this.owner);
			throw ex;
		}
	}

	private void requireRefusal(String other, Instant now) {
		Document second;
		try {
			second = take(other, now);
		}
		catch (MongoCommandException ex) {
			if (isHeldByAnother(ex)) {
				return;
			}
			throw ex;
		}
		giveBack(other);
		throw notTheLock((second != null && other.equals(second.get("owner")))
				? "it also granted a held lock to a second process" : "it does not report that a lock is held");
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
	 * Release a lock whose acquisition was not acknowledged by a majority in time.
	 */
	private void giveBack(String from) {
		try {
			LockRecord.collection(this.database, this.settings)
				.withWriteConcern(WriteConcern.W1)
				.updateOne(LockRecord.of(from),
						Updates.combine(Updates.set("owner", ""), Updates.set("until", Date.from(Instant.EPOCH))));
		}
		catch (MongoException ex) {
			// The lease expires.
		}
	}

	/**
	 * An acquired lock.
	 *
	 * @param owner the owner in its record
	 * @param token the number of this holding of the lock
	 * @param before the {@link System#nanoTime()} just before the server's clock was read
	 */
	record Taken(String owner, long token, long before) {

	}

}
