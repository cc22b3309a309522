package io.monarch.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Measures how much work is done in a second, over the last minute.
 */
final class ProgressRate {

	private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Deque<Sample> samples = new ArrayDeque<>();

	private String work = "";

	/**
	 * Note the amount of work done.
	 * @return the amount per second, or 0 if it is not known yet
	 */
	synchronized double add(String newWork, long done, long now) {
		if (!newWork.equals(this.work) || (!this.samples.isEmpty() && done < this.samples.getLast().done)) {
			this.samples.clear();
			this.work = newWork;
		}
		if (this.samples.isEmpty() || now - this.samples.getLast().time >= INTERVAL_NANOS) {
			this.samples.add(new Sample(now, done));
		}
		while (this.samples.size() > 2 && now - this.samples.getFirst().time > WINDOW_NANOS) {
			this.samples.removeFirst();
		}
		Sample first = this.samples.getFirst();
		return (now - first.time < INTERVAL_NANOS) ? 0 : (done - first.done) * 1e9 / (now - first.time);
	}

	private record Sample(long time, long done) {

	}

}
