package io.monarch.rehearsal;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * Finds out whether a migration keeps what it reads: the used heap after a garbage
 * collection, compared with the number of bytes read.
 *
 * <p>
 * It is measured only before another batch is requested, when all previous ones have been
 * processed, and only when the bytes read have doubled, so that there are few
 * collections.
 */
final class HeapGrowth {

	private static final long FIRST = 1 << 20;

	private static final long LEAST = 2 << 20;

	private final Map<String, Long> averages = new ConcurrentHashMap<>();

	private long bytes;

	private long firstBytes = -1;

	private long firstUsed;

	private long lastBytes;

	private long lastUsed;

	private int samples;

	synchronized void read(String collection, int documents, ToLongFunction<String> averageSize) {
		if (documents > 0) {
			this.bytes += documents * this.averages.computeIfAbsent(collection, averageSize::applyAsLong);
		}
	}

	synchronized void sample() {
		if (this.firstBytes < 0) {
			this.firstBytes = this.bytes;
			System.gc(); // what finalizers release is free only after another one
			this.firstUsed = used();
		}
		else if (this.bytes - this.firstBytes >= Math.max(FIRST, 2 * (this.lastBytes - this.firstBytes))) {
			this.lastBytes = this.bytes;
			this.lastUsed = used();
			this.samples++;
		}
	}

	/**
	 * Tell whether at least half of the bytes read are still in memory.
	 */
	synchronized boolean isGrowing() {
		long read = this.lastBytes - this.firstBytes;
		return this.samples >= 2 && read >= LEAST && this.lastUsed - this.firstUsed > read / 2;
	}

	/**
	 * Return the number of bytes read until the last measurement.
	 */
	synchronized long bytes() {
		return this.lastBytes;
	}

	synchronized long growth() {
		return this.lastUsed - this.firstUsed;
	}

	private static long used() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
