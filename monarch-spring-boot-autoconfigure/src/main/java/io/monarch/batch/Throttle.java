package io.monarch.batch;

import java.time.Duration;

/**
 * Makes a worker wait between its batches: for the share of the time that it may work,
 * and while a majority is slow to acknowledge.
 */
final class Throttle {

	/** A commit that takes this many times as long as usual is slow. */
	private static final int SLOW = 5;

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private static final double WEIGHT = 0.1;

	private final double share;

	private final Duration maximumLag;

	/** The usual duration of a commit, in nanoseconds. */
	private double usual;

	Throttle(double share, Duration maximumLag) {
		this.share = share;
		this.maximumLag = maximumLag;
	}

	/**
	 * Return how long to wait after a batch.
	 * @param worked how long the batch took
	 * @param commit how long its commit took
	 */
	Duration pause(Duration worked, Duration commit) {
		boolean slow = commit.compareTo(this.maximumLag) > 0
				|| (this.usual > 0 && commit.toNanos() > SLOW * this.usual && commit.compareTo(SHORTEST) > 0);
		if (!slow) {
			this.usual = (this.usual > 0) ? (1 - WEIGHT) * this.usual + WEIGHT * commit.toNanos() : commit.toNanos();
		}
		long rest = (long) (worked.toNanos() * (1 - this.share) / this.share);
		return Duration.ofNanos(slow ? Math.max(rest, commit.toNanos()) : rest);
	}

}
