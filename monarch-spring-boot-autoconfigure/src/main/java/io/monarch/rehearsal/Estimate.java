package io.monarch.rehearsal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.DatabaseSize;
import io.monarch.transfer.TransferResult;

/**
 * Estimates how long a migration takes on all data from how long it took on a part.
 *
 * <p>
 * The time of each form of command grows with its collection. If it runs once for each
 * document and scans the collection each time, it grows with the square.
 */
final class Estimate {

	private static final int FEW = 3;

	private static final int MANY = 20;

	private final Map<String, Double> ratios;

	private final double overall;

	/**
	 * Create an estimate.
	 * @param ratios how many times as many documents as were copied each collection has
	 * @param overall the same for all collections together
	 */
	private Estimate(Map<String, Double> ratios, double overall) {
		this.ratios = ratios;
		this.overall = overall;
	}

	/**
	 * Compare the number of documents that were copied with that of the environment.
	 */
	static Estimate of(RehearsalRequest request, TransferResult copied) {
		if (!request.isPartial()) {
			return new Estimate(Map.of(), 1);
		}
		Map<String, Long> part = new HashMap<>();
		copied.collections().forEach((each) -> part.put(each.name(), each.documents()));
		Map<String, Double> ratios = new HashMap<>();
		long all = 0;
		for (CollectionSummary each : DatabaseSize.of(request.environment(), part.keySet())) {
			long documents = part.getOrDefault(each.name(), 0L);
			all += each.documents();
			if (documents > 0) {
				ratios.put(each.name(), Math.max(1, each.documents() / (double) documents));
			}
		}
		return new Estimate(ratios, Math.max(1, all / (double) Math.max(1, copied.documents())));
	}

	Duration of(long nanos, Observation observation) {
		double inCommands = 0;
		double expected = 0;
		double weighted = 0;
		for (CommandUse use : observation.uses()) {
			if (use.commands() > 0) {
				double ratio = this.ratios.getOrDefault(use.collection, this.overall);
				inCommands += use.nanos();
				weighted += use.nanos() * ratio;
				expected += expected(use, ratio);
			}
		}
		double others = Math.max(0, nanos - inCommands);
		double mean = (inCommands > 0) ? weighted / inCommands : this.overall;
		return Duration.ofNanos(Math.round(expected + others * mean + Math.min(0, nanos - inCommands)));
	}

	private static double expected(CommandUse use, double ratio) {
		if (use.isScanning() && use.runs() >= MANY) {
			return use.nanos() * ratio * ratio;
		}
		if (use.commands() >= FEW) {
			return use.nanos() * ratio;
		}
		double spent = (double) use.nanos();
		double fixed = Math.min(spent, use.commands() * 300_000.0); // the round trips
		return fixed + (spent - fixed) * ratio;
	}

}
