package io.monarch.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one run of a job took.
 *
 * @param seconds from its start to its end
 * @param heap the most bytes of the heap that were seen in use, garbage included
 * @param resident the most memory that the process had
 */
record Measurement(double seconds, long heap, long resident) {

	private static final Path STATUS = Path.of("/proc/self/status");

	static Measurement of(Runnable job) {
		System.gc();
		resetResident();
		AtomicLong heap = new AtomicLong();
		ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
		try {
			sampler.scheduleWithFixedDelay(() -> heap
				.accumulateAndGet(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), Math::max), 0, 20,
					TimeUnit.MILLISECONDS);
			long start = System.nanoTime();
			job.run();
			double seconds = (System.nanoTime() - start) / 1e9;
			return new Measurement(seconds, heap.get(), residentNow());
		}
		finally {
			sampler.shutdownNow();
		}
	}

	private static void resetResident() {
		try {
			Files.writeString(Path.of("/proc/self/clear_refs"), "5");
		}
		catch (IOException ex) {
			// Not on Linux: nothing is known of the memory there.
		}
	}

	private static long residentNow() {
		if (!Files.exists(STATUS)) {
			return 0;
		}
		try {
			return Files.readAllLines(STATUS)
				.stream()
				.filter((line) -> line.startsWith("VmHWM:"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
				.findFirst()
				.orElse(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
