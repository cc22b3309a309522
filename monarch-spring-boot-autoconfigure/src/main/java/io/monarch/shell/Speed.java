package io.monarch.shell;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Computes the progress of work, its speed in the last seconds, and the remaining time at
 * that speed. The time for documents depends on their number and their size, so each
 * counts for half of the work.
 */
final class Speed {

	private static final long WINDOW_NANOS = Duration.ofSeconds(8).toNanos();

	/** A shorter time is not representative. */
	private static final long SOONEST_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long STEP_NANOS = Duration.ofMillis(250).toNanos();

	private final long allDocuments;

	private final long allBytes;

	private final Deque<Point> points = new ArrayDeque<>();

	private long documents;

	private long bytes;

	/**
	 * Begin.
	 * @param now the current time, in nanoseconds
	 * @param allDocuments the approximate number of documents, or 0 if it is not known
	 * @param allBytes their approximate size, or 0 if it is not known
	 */
	Speed(long now, long allDocuments, long allBytes) {
		this.allDocuments = allDocuments;
		this.allBytes = allBytes;
		this.points.add(new Point(now, 0, 0));
	}

	void add(long now, long moreDocuments, long moreBytes) {
		this.documents += moreDocuments;
		this.bytes += moreBytes;
		if (now - this.points.getLast().time() >= STEP_NANOS) {
			this.points.add(new Point(now, this.documents, this.bytes));
		}
	}

	long documents() {
		return this.documents;
	}

	long bytes() {
		return this.bytes;
	}

	long allDocuments() {
		return this.allDocuments;
	}

	long allBytes() {
		return this.allBytes;
	}

	/**
	 * Tell whether the total is known.
	 */
	boolean isMeasured() {
		return this.allDocuments > 0 || this.allBytes > 0;
	}

	/**
	 * Return the completed fraction of the work, from 0 to 1.
	 */
	double done() {
		return done(this.documents, this.bytes);
	}

	private double done(long someDocuments, long someBytes) {
		double ofBytes = Math.min(1, (double) someBytes / Math.max(this.allBytes, 1));
		double ofDocuments = Math.min(1, (double) someDocuments / Math.max(this.allDocuments, 1));
		if (this.allDocuments <= 0) {
			return ofBytes;
		}
		return (this.allBytes <= 0) ? ofDocuments : (ofBytes + ofDocuments) / 2;
	}

	/**
	 * Return the bytes per second in the last seconds, or 0 if that is not known yet.
	 */
	double bytesPerSecond(long now) {
		Point base = base(now);
		return isTooSoon(now, base) ? 0 : (this.bytes - base.bytes()) / seconds(now, base);
	}

	/**
	 * Return the documents per second in the last seconds, or 0 if that is not known yet.
	 */
	double documentsPerSecond(long now) {
		Point base = base(now);
		return isTooSoon(now, base) ? 0 : (this.documents - base.documents()) / seconds(now, base);
	}

	/**
	 * Return the remaining seconds at the speed of the last seconds, or a negative number
	 * if that is not known.
	 */
	double secondsLeft(long now) {
		Point base = base(now);
		double before = done(base.documents(), base.bytes());
		if (isTooSoon(now, base) || done() <= before) {
			return -1;
		}
		return (1 - done()) * seconds(now, base) / (done() - before);
	}

	private static boolean isTooSoon(long now, Point base) {
		return now - base.time() < SOONEST_NANOS;
	}

	private static double seconds(long now, Point base) {
		return (now - base.time()) / 1e9;
	}

	/**
	 * Return the newest point that is at least as old as the window, or the first one,
	 * and forget those before it.
	 */
	private Point base(long now) {
		Point base = this.points.removeFirst();
		while (!this.points.isEmpty() && now - this.points.getFirst().time() >= WINDOW_NANOS) {
			base = this.points.removeFirst();
		}
		this.points.addFirst(base);
		return base;
	}

	/**
	 * The work done up to a time.
	 */
	private record Point(long time, long documents, long bytes) {

	}

}
