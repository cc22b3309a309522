package io.monarch.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The runs of jobs that took turns, compared by their medians: a bare time says more of
 * the machine than of the job.
 */
final class Measurements {

	private final Map<String, List<Measurement>> runs = new LinkedHashMap<>();

	void run(String job, Runnable work) {
		Measurement measurement = Measurement.of(work);
		System.out.printf(Locale.ROOT, "%s: %.2f s%n", job, measurement.seconds());
		this.runs.computeIfAbsent(job, (name) -> new ArrayList<>()).add(measurement);
	}

	double median(String job) {
		List<Double> sorted = seconds(job).sorted().toList();
		int middle = sorted.size() / 2;
		return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
	}

	/**
	 * A row of a table in Markdown.
	 */
	String row(String job, String floor) {
		double most = seconds(job).max(Comparator.naturalOrder()).orElseThrow() / median(floor);
		double least = seconds(job).min(Comparator.naturalOrder()).orElseThrow() / median(floor);
		return String.format(Locale.ROOT, "| %s : %s | **%.2f** (%.2f–%.2f) | %.1f s : %.1f s | %d MB | %d MB |%n", job,
				floor, median(job) / median(floor), least, most, median(job), median(floor),
				most(job, Comparator.comparing(Measurement::heap)).heap() >> 20,
				most(job, Comparator.comparing(Measurement::resident)).resident() >> 20);
	}

	/**
	 * A row of a table in Markdown, with the ratio of each round.
	 */
	String rounds(String job, String floor) {
		List<Double> jobs = seconds(job).toList();
		List<Double> floors = seconds(floor).toList();
		String ratios = IntStream.range(0, jobs.size())
			.mapToObj((round) -> String.format(Locale.ROOT, "%.2f", jobs.get(round) / floors.get(round)))
			.collect(Collectors.joining(", "));
		return String.format(Locale.ROOT, "| %s : %s | **%.2f** | %s |%n", job, floor, median(job) / median(floor),
				ratios);
	}

	private Measurement most(String job, Comparator<Measurement> order) {
		return this.runs.getOrDefault(job, List.of()).stream().max(order).orElseThrow();
	}

	private Stream<Double> seconds(String job) {
		return this.runs.getOrDefault(job, List.of()).stream().map(Measurement::seconds);
	}

}
