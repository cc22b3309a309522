package io.monarch.faults;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.monarch.faults.Faults.Played;
import io.monarch.faults.Ledger.Entry;
import io.monarch.faults.World.NotPossible;

/**
 * Plays rounds, some of them side by side, and notes what came of them. The n-th round of
 * a kind has the seed plus n, so that each can be played alone.
 */
final class Rounds {

	private static final int REPORT = 3;

	private final Faults faults;

	private final Ledger ledger;

	private final String revision;

	Rounds(Faults faults, Ledger ledger, String revision) {
		this.faults = faults;
		this.ledger = ledger;
		this.revision = revision;
	}

	/**
	 * Play the rounds that were not played yet. Those that break the server of three
	 * members go one after the other, as do those of many instances, beside the others.
	 * @param rounds how many of each kind
	 * @param workers how many of the others to play at once
	 * @param time after how long to begin no more rounds
	 * @param report what says how far it is, every few minutes
	 */
	void play(Map<Kind, Integer> rounds, int workers, Duration time, Runnable report) throws Exception {
		long start = System.nanoTime();
		ExecutorService side = Executors.newFixedThreadPool(workers);
		ExecutorService three = Executors.newSingleThreadExecutor();
		ExecutorService many = Executors.newSingleThreadExecutor();
		ScheduledExecutorService reports = Executors.newSingleThreadScheduledExecutor();
		try {
			List<Future<?>> played = new ArrayList<>();
			for (Turn turn : turns(rounds)) {
				ExecutorService lane = turn.kind().three() ? three : (turn.kind() == Kind.STARTERS) ? many : side;
				played.add(lane.submit(() -> {
					if (System.nanoTime() - start < time.toNanos()) {
						play(turn.kind(), this.ledger.seed() + turn.number());
					}
					return null;
				}));
			}
			var unused = reports.scheduleWithFixedDelay(report, REPORT, REPORT, TimeUnit.MINUTES);
			for (Future<?> round : played) {
				round.get();
			}
		}
		finally {
			side.shutdownNow();
			three.shutdownNow();
			many.shutdownNow();
			reports.shutdownNow();
			Starters.end();
		}
	}

	/**
	 * Return the rounds in an order in which all kinds get on alike.
	 */
	private List<Turn> turns(Map<Kind, Integer> rounds) {
		List<Turn> turns = new ArrayList<>();
		rounds.forEach((kind, count) -> {
			for (int i = 0; i < count; i++) {
				if (!this.ledger.has(kind, this.ledger.seed() + i)) {
					turns.add(new Turn(kind, i, (i + 0.5) / count));
				}
			}
		});
		turns.sort(Comparator.comparingDouble(Turn::position));
		return turns;
	}

	/**
	 * What is not an assertion says nothing of the product: the harness has failed.
	 */
	private void play(Kind kind, long seed) throws IOException {
		try {
			Played played = this.faults.play(kind, seed);
			note(kind, seed, played.outcome(), played.struck(), "", "");
		}
		catch (NotPossible ex) {
			note(kind, seed, Entry.NOT_PLAYED + ": " + ex.getMessage(), "", "", "");
		}
		catch (AssertionError ex) {
			note(kind, seed, "", "", String.valueOf(ex.getMessage()), "");
		}
		catch (Throwable ex) {
			note(kind, seed, "", "", "", ex + " " + List.of(ex.getStackTrace()).stream().limit(12).toList());
		}
	}

	private void note(Kind kind, long seed, String outcome, String struck, String violation, String failure)
			throws IOException {
		Entry entry = new Entry(kind.label(), seed, outcome, struck, violation, failure, this.revision,
				LocalDate.now(ZoneOffset.UTC).toString());
		this.ledger.add(entry);
		if (entry.isBad()) {
			System.out.println(entry.text());
		}
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

}
