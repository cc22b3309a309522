package io.monarch.lock;

import java.time.Instant;
import java.util.Date;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The holder of the lock of an environment.
 *
 * @param owner the process, as {@code host:pid:random}
 * @param since the time at which it acquired the lock, by the server's clock
 * @param until the time at which its lease expires unless it is renewed, by the server's
 * clock
 * @param token the token of the lease
 * @param renewedAt the time of the last renewal, by the server's clock, or {@code null}
 * if there was none
 * @param progress the progress of its work at that time, or {@code null} if it is not
 * known
 */
public record LockHolder(String owner, Instant since, Instant until, long token, @Nullable Instant renewedAt,
		@Nullable Progress progress) {

	public LockHolder(String owner, Instant since, Instant until, long token) {
		this(owner, since, until, token, null, null);
	}

	/**
	 * Read the last holder from the record of a lock, whether or not its lease has
	 * expired.
	 * @throws UnreadableLockException if the record cannot be parsed
	 */
	static LockHolder of(Environment environment, Document lock) {
		if (lock.get("format") instanceof Number format && format.intValue() > LockRecord.FORMAT) {
			throw unreadable(environment, "was written by a newer version of Monarch (format " + format + ")",
					"Use that version, or, if nothing is running, run");
		}
		if (lock.get("owner") instanceof String owner && lock.get("since") instanceof Date since
				&& lock.get("until") instanceof Date until && lock.get("token") instanceof Long token
				&& LockRecord.isToken(token) && lock.get("format") instanceof Number) {
			Instant renewed = (lock.get("renewedAt") instanceof Date date) ? date.toInstant() : null;
			return new LockHolder(owner, since.toInstant(), until.toInstant(), token, renewed,
					Progress.of(lock.get(LockRecord.PROGRESS)));
		}
		throw unreadable(environment, "is malformed", "If nothing is running, run");
	}

	private static UnreadableLockException unreadable(Environment environment, String what, String then) {
		return new UnreadableLockException(
				"The lock record of environment " + environment.description() + " (_id '" + LockRecord.ID
						+ "' in the collection " + MonarchCollections.LOCK + ") " + what + ".",
				then + " 'monarch unlock " + environment.name() + "'.");
	}

	@Override
	public String toString() {
		return this.owner + " since " + this.since + " until " + this.until;
	}

	/**
	 * The progress of a holder's work.
	 *
	 * @param work the work, such as the id of a migration
	 * @param done the amount of work done
	 * @param total the total amount, or 0 if it is not known
	 * @param perSecond the amount of work done in a second, or 0 if it is not known
	 */
	public record Progress(String work, long done, long total, double perSecond) {

		static @Nullable Progress of(@Nullable Object value) {
			return (value instanceof Document progress && progress.get("work") instanceof String work
					&& progress.get("done") instanceof Number done && progress.get("total") instanceof Number total)
							? new Progress(work, done.longValue(), total.longValue(),
									(progress.get("perSecond") instanceof Number rate) ? rate.doubleValue() : 0)
							: null;
		}

	}

}
