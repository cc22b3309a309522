package io.monarch.environment;

import java.time.Instant;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Who holds the lock of an environment.
 *
 * @param owner the process, as {@code host:pid:random}
 * @param since when it took the lock, by the server's clock
 * @param until when its lease ends unless it renews it, by the server's clock
 * @param token the number of this holding, which only grows
 * @param renewedAt when it last renewed its lease, by the server's clock, or {@code null}
 * where it has not yet
 * @param progress how far its work was then, or {@code null} where it does not say
 */
public record LockHolder(String owner, Instant since, Instant until, long token, @Nullable Instant renewedAt,
		@Nullable Progress progress) {

	public LockHolder(String owner, Instant since, Instant until, long token) {
		this(owner, since, until, token, null, null);
	}

	@Override
	public String toString() {
		return this.owner + " since " + this.since + " until " + this.until;
	}

	/**
	 * How far the work of a holder is.
	 *
	 * @param work what it does, such as the id of a migration
	 * @param done how much is done
	 * @param total how much there is to do, or 0 where it is not known
	 */
	public record Progress(String work, long done, long total) {

		static @Nullable Progress of(@Nullable Object value) {
			return (value instanceof Document progress && progress.get("work") instanceof String work
					&& progress.get("done") instanceof Number done && progress.get("total") instanceof Number total)
							? new Progress(work, done.longValue(), total.longValue()) : null;
		}

	}

}
