package io.monarch.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * Takes times and prints them as ratios, since a bare time says more of the machine.
 */
final class Timing {

	private Timing() {
	}

	static double seconds(Runnable work) {
		long start = System.nanoTime();
		work.run();
		return (System.nanoTime() - start) / 1e9;
	}

	/**
	 * Print the medians and their ratio.
	 */
	static void print(String what, List<Double> times, String floor, List<Double> floors) {
		System.out.printf(Locale.ROOT, "%s: %.2f x %s (medians of %d: %.2f s and %.2f s; %s and %s)%n", what,
				median(times) / median(floors), floor, times.size(), median(times), median(floors), list(times),
				list(floors));
	}

	private static String list(List<Double> times) {
		return times.stream().map((time) -> String.format(Locale.ROOT, "%.2f", time)).toList().toString();
	}

	private static double median(List<Double> times) {
		List<Double> sorted = times.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

}
