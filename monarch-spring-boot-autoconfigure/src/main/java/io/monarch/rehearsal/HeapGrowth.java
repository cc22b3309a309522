package io.monarch.rehearsal;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Finds out whether a migration keeps what it reads: the used heap after a garbage
 * collection, compared with the number of bytes read.
 *
 * <p>
 * It is measured only before another batch is requested, when all previous ones have been
 * processed, and only when the bytes read have grown by half, so that there are few
 * collections. The rest of the process uses the same heap, and can allocate or release
 * more than the migration does. That changes the result of one interval between two
 * measurements, so most intervals have to agree.
 */
final class HeapGrowth {

	private static final long FIRST = 1 << 20;

	private static final int INTERVALS = 3;

	private final LongSupplier usedHeap;

	private final Map<String, Long> averages = new ConcurrentHashMap<>();

	private final List<Interval> intervals = new ArrayList<>();

	private long bytes;

	private long measuredBytes = -1;

	private long measuredHeap;

	HeapGrowth() {
		this(HeapGrowth::usedHeap);
	}

	HeapGrowth(LongSupplier usedHeap) {
		this.usedHeap = usedHeap;
	}

	synchronized void read(String collection, int documents, ToLongFunction<String> averageSize) {
		if (documents > 0) {
			this.bytes += documents * this.averages.computeIfAbsent(collection, averageSize::applyAsLong);
		}
	}

	synchronized void sample() {
		boolean first = this.measuredBytes < 0;
		if (first || this.bytes - this.measuredBytes >= Math.max(FIRST, bytes() / 2)) {
			long heap = this.usedHeap.getAsLong();
			if (!first) {
				this.intervals.add(new Interval(this.bytes - this.measuredBytes, heap - this.measuredHeap));
			}
			this.measuredBytes = this.bytes;
			this.measuredHeap = heap;
		}
	}

	/**
	 * Tell whether at least half of the bytes read are still in memory.
	 */
	synchronized boolean isGrowing() {
		long kept = this.intervals.stream().filter(Interval::isKept).count();
		return this.intervals.size() >= INTERVALS && kept > this.intervals.size() / 2;
	}

	/**
	 * Return the number of bytes read between the first measurement and the last one.
	 */
	synchronized long bytes() {
		return this.intervals.stream().mapToLong(Interval::read).sum();
	}

	/**
	 * Return by how many bytes the used heap grew while the migration kept what it read.
	 */
	synchronized long growth() {
		return this.intervals.stream().filter(Interval::isKept).mapToLong(Interval::growth).sum();
	}

	private static long usedHeap() {
		System.gc();
		System.gc(); // what a first one finds unreachable can hold more until it is
						// finalized
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private record Interval(long read, long growth) {

		boolean isKept() {
			return this.growth > this.read / 2;
		}

	}

}
