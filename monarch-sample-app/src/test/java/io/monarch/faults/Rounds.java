package io.monarch.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.monarch.faults.World.NotPossible;

/**
 * Plays rounds, some of them side by side, and counts what came of them. The n-th round
 * of a kind has the seed plus n, so that each can be played alone.
 */
final class Rounds {

	private final Faults faults;

	private final long seed;

	private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);

	private final List<String> violations = new ArrayList<>();

	Rounds(Faults faults, long seed) {
		this.faults = faults;
		this.seed = seed;
	}

	/**
	 * Play rounds. Those that break the server of three members, and those of many
	 * instances, go one after the other, beside the others.
	 * @param rounds how many of each kind
	 * @param workers how many of the others to play at once
	 * @param time after how long to begin no more rounds
	 */
	void play(Map<Kind, Integer> rounds, int workers, Duration time) throws Exception {
		long start = System.nanoTime();
		ExecutorService side = Executors.newFixedThreadPool(workers);
		ExecutorService alone = Executors.newSingleThreadExecutor();
		try {
			List<Future<?>> played = new ArrayList<>();
			for (Turn turn : turns(rounds)) {
				this.tallies.putIfAbsent(turn.kind(), new Tally());
				ExecutorService executor = (turn.kind().three() || turn.kind() == Kind.STARTERS) ? alone : side;
				played.add(executor.submit(() -> {
					if (System.nanoTime() - start < time.toNanos()) {
						play(turn.kind(), this.seed + turn.number());
					}
				}));
			}
			for (Future<?> round : played) {
				round.get();
			}
		}
		finally {
			side.shutdownNow();
			alone.shutdownNow();
			Starters.end();
		}
	}

	/**
	 * Return the rounds in an order in which all kinds get on alike.
	 */
	private static List<Turn> turns(Map<Kind, Integer> rounds) {
		List<Turn> turns = new ArrayList<>();
		rounds.forEach((kind, count) -> {
			for (int i = 0; i < count; i++) {
				turns.add(new Turn(kind, i, (i + 0.5) / count));
			}
		});
		turns.sort(Comparator.comparingDouble(Turn::position));
		return turns;
	}

	private void play(Kind kind, long roundSeed) {
		try {
			count(kind, this.faults.play(kind, roundSeed));
		}
		catch (NotPossible ex) {
			count(kind, "not played: " + ex.getMessage());
		}
		catch (Exception | AssertionError ex) {
			violated(kind, roundSeed, ex);
		}
	}

	private synchronized void count(Kind kind, String outcome) {
		this.tallies.get(kind).outcomes.merge(outcome, 1, Integer::sum);
	}

	private synchronized void violated(Kind kind, long roundSeed, Throwable violation) {
		this.tallies.get(kind).violations++;
		String text = kind.label() + " with seed " + roundSeed + ": "
				+ ((violation instanceof AssertionError) ? violation.getMessage() : trace(violation));
		this.violations.add(text);
		System.out.println("VIOLATION " + text);
	}

	private static String trace(Throwable failure) {
		return failure + " " + List.of(failure.getStackTrace()).stream().limit(8).toList();
	}

	List<String> violations() {
		return this.violations;
	}

	/**
	 * Return a table in Markdown of what was played.
	 */
	String table() {
		StringBuilder table = new StringBuilder(
				"| fault | rounds | what came of them | violations |\n|---|---|---|---|\n");
		this.tallies.forEach((kind, tally) -> table.append("| `")
			.append(kind.label())
			.append("` | ")
			.append(tally.outcomes.values().stream().mapToInt(Integer::intValue).sum() + tally.violations)
			.append(" | ")
			.append(tally.text())
			.append(" | ")
			.append(tally.violations)
			.append(" |\n"));
		return table.toString();
	}

	/**
	 * A round to be played.
	 *
	 * @param kind its kind
	 * @param number which of its kind it is
	 * @param position between 0 and 1
	 */
	private record Turn(Kind kind, int number, double position) {

	}

	/**
	 * What came of the rounds of a kind.
	 */
	private static final class Tally {

		private final Map<String, Integer> outcomes = new TreeMap<>();

		private int violations;

		String text() {
			List<String> parts = new ArrayList<>();
			this.outcomes.forEach((outcome, count) -> parts.add(outcome + ": " + count));
			return String.join("; ", parts);
		}

	}

}
