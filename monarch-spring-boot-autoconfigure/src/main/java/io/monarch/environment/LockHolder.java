package io.monarch.environment;

import java.time.Instant;

/**
 * Who holds the lock of an environment.
 *
 * @param owner the process, as {@code host:pid:random}
 * @param since when it took the lock, by the server's clock
 * @param until when its lease ends unless it renews it, by the server's clock
 * @param token the number of this holding, which only grows
 */
public record LockHolder(String owner, Instant since, Instant until, long token) {

	@Override
	public String toString() {
		return this.owner + " since " + this.since + " until " + this.until;
	}

}
