package io.monarch.rehearsal;

import java.time.Duration;
import java.util.Map;

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
	Estimate(Map<String, Double> ratios, double overall) {
		this.ratios = ratios;
		this.overall = overall;
	}

	/**
	 * The estimate if everything was copied.
	 */
	static Estimate same() {
		return new Estimate(Map.of(), 1);
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
