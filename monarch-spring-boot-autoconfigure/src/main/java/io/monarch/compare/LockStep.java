package io.monarch.compare;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the readers of both sides at about the same position, so that most documents find
 * their counterpart soon. This is no requirement: sides in different orders are compared
 * as well, with more documents that wait.
 */
final class LockStep {

	/** The number of documents by which a side may be ahead. */
	private static final long SLACK = 20_000;

	private final Map<Side, Long> read = new EnumMap<>(Map.of(Side.A, 0L, Side.B, 0L));

	private final Set<Side> ended = EnumSet.noneOf(Side.class);

	/**
	 * Note that documents were read, and wait if this side is far ahead.
	 */
	synchronized void read(Side side, int documents) throws InterruptedException {
		long now = this.read.merge(side, (long) documents, Long::sum);
		notifyAll();
		while (now - this.read.getOrDefault(side.other(), 0L) > SLACK && !this.ended.contains(side.other())) {
			wait();
		}
	}

	/**
	 * Note that a side has ended, so that the other one no longer waits for it.
	 */
	synchronized void end(Side side) {
		this.ended.add(side);
		notifyAll();
	}

	synchronized long read(Side side) {
		return this.read.getOrDefault(side, 0L);
	}

}
