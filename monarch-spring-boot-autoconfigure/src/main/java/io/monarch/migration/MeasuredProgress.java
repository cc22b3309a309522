package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import io.monarch.migration.MigrationStatus.Progress;

/**
 * Measures the speed of a migration in the last minute. What earlier runs have done does
 * not count: a batch migration that continues reports that first, and the speed is that
 * of what follows.
 */
public final class MeasuredProgress {

	private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

	/** A shorter time is not representative. */
	private static final long SOONEST_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long STEP_NANOS = Duration.ofSeconds(1).toNanos();

	/** A migration that reports nothing for this long is paused or stuck. */
	private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

	/** A silence that is this many times as long as usual was a pause. */
	private static final int PAUSE = 5;

	private final long startedAt;

	private final Deque<Sample> samples = new ArrayDeque<>();

	private Sample latest;

	private boolean reported;

	/** Whether the speed is measured from the first report on, and not from the start. */
	private boolean continued;

	private long total;

	/**
	 * Begin to measure a migration that has just started.
	 * @param now the current time, in nanoseconds
	 */
	public MeasuredProgress(long now) {
		this.startedAt = now;
		this.latest = new Sample(now, 0);
	}

	/**
	 * Note what the migration reports.
	 * @param now the current time, in nanoseconds
	 * @param done the amount of work done, including earlier runs
	 * @param newTotal the total amount, or 0 if it is not known
	 */
	public void add(long now, long done, long newTotal) {
		this.total = newTotal;
		if (!this.reported) {
			this.reported = true;
			this.continued = now - this.startedAt < SOONEST_NANOS;
			this.samples.add(new Sample(now, done));
		}
		else if (done < this.latest.done || isPause(now)) {
			this.samples.clear();
			this.samples.add(new Sample(now, done));
			this.continued = true;
		}
		else if (now - this.samples.getLast().time >= STEP_NANOS) {
			this.samples.add(new Sample(now, done));
			while (this.samples.size() > 2 && now - this.samples.getFirst().time > WINDOW_NANOS) {
				this.samples.removeFirst();
			}
		}
		this.latest = new Sample(now, done);
	}

	private boolean isPause(long now) {
		long silence = now - this.latest.time;
		return silence > SILENCE_NANOS && this.samples.size() > 2 && silence > PAUSE * usual();
	}

	/**
	 * Return the usual time between two samples.
	 */
	private long usual() {
		return (this.samples.getLast().time - this.samples.getFirst().time) / (this.samples.size() - 1);
	}

	/**
	 * Return how far the migration is.
	 * @param now the current time, in nanoseconds
	 * @return the progress, whose speed is 0 while it is not known
	 */
	public Progress at(long now) {
		return new Progress(this.latest.done, this.total, perSecond(now));
	}

	private double perSecond(long now) {
		if (!this.reported) {
			return 0;
		}
		Sample first = this.samples.getFirst();
		if (this.latest.time - first.time >= SOONEST_NANOS) {
			// Reports come in steps: up to the last one, the speed is exact.
			boolean silent = now - this.latest.time > Math.max(SILENCE_NANOS, 2 * usual());
			return silent ? 0 : (this.latest.done - first.done) * 1e9 / (this.latest.time - first.time);
		}
		return this.continued ? 0 : this.latest.done * 1e9 / Math.max(1, now - this.startedAt);
	}

	/**
	 * The work done up to a time.
	 */
	private record Sample(long time, long done) {

	}

}
