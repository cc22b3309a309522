package io.monarch.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import io.monarch.faults.BatchJob.Way;
import io.monarch.faults.SampleProcess.Outcome;
import io.monarch.testsupport.TestReplicaSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is done to processes that run batch migrations. No person is ever needed: after
 * each fault, a process that is simply started completes what is left.
 */
final class BatchFaults {

	/** How often a process may be killed before one is left alone. */
	private static final int KILLS = 3;

	/** Longer than all batches take. */
	private static final int MILLIS = 1500;

	private final World world;

	private final Map<Way, List<String>> points = new ConcurrentHashMap<>();

	BatchFaults(World world) {
		this.world = world;
	}

	/**
	 * Return the points of processes that run batches in a way.
	 */
	private synchronized List<String> points(Round disturbed, Way way) throws Exception {
		List<String> known = this.points.get(way);
		if (known == null) {
			try (Round round = Round.undisturbed(this.world, disturbed.kind(), false);
					BatchJob job = new BatchJob(round, way);
					SampleProcess process = job.start(true)) {
				process.await(job::isDone, 50);
				known = round.proxy.points();
				if (!way.application()) {
					round.require(process.end());
				}
				assertThat(job.isDone()).isTrue();
				job.check();
			}
			this.points.put(way, known);
		}
		return known;
	}

	/**
	 * Kill a process at a point, or at any time, and sometimes the one that goes on, too.
	 */
	String kill(Round round) throws Exception {
		Way way = Way.draw(round);
		List<String> points = points(round, way);
		int kills = 1 + round.draw("more kills", KILLS);
		boolean looked = round.draw("go on at once or look first", 2) == 1;
		StringBuilder struck = new StringBuilder();
		try (BatchJob job = new BatchJob(round, way)) {
			for (int i = 0; i < kills && !job.isDone(); i++) {
				boolean anyTime = round.draw("any time or point", 4) == 0;
				Point point = round.point(points);
				int millis = round.draw("millis", MILLIS);
				CompletableFuture<SampleProcess> started = new CompletableFuture<>();
				round.proxy.startAgain(anyTime ? Point.NONE : point, (to, message) -> {
					started.join().kill();
					round.proxy.reset();
					return false;
				});
				try (SampleProcess process = job.start(true)) {
					started.complete(process);
					process.await(anyTime ? job::isBegun : job::isDone, 50);
					if (anyTime) {
						Thread.sleep(millis);
					}
					boolean open = !job.isDone();
					process.kill();
					Outcome outcome = process.end();
					if (!outcome.killed()) {
						round.require(outcome);
					}
					if (!round.proxy.reached().isEmpty()) {
						struck.append(" killed ").append(round.proxy.reached());
					}
					else if (open && outcome.killed()) {
						struck.append(" killed at any time");
					}
				}
				if (looked) {
					job.checkPositions();
				}
			}
			round.struck(struck.toString().strip());
			return complete(round, job);
		}
	}

	/**
	 * Start once more, as a command or as an application, and leave it alone.
	 */
	private static String complete(Round round, BatchJob job) throws Exception {
		boolean done = job.isDone();
		if (round.draw("next is a command or, seldom, an application", 4) < 3) {
			round.require(job.run());
		}
		else {
			try (SampleProcess process = job.startApplication()) {
				process.await(job::isDone, 50);
				assertThat(process.isAlive()).as("the application goes on").isTrue();
				process.kill();
				Outcome unused = process.end();
			}
		}
		job.check();
		return done ? "done" : "went on";
	}

	/**
	 * Stop a process for longer than its lease, while another one takes over.
	 */
	String pause(Round round) throws Exception {
		Way way = Way.draw(round);
		Point point = round.point(points(round, way));
		boolean late = round.draw("at once or late", 2) == 1;
		try (BatchJob job = new BatchJob(round, way)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			CountDownLatch goOn = new CountDownLatch(1);
			round.proxy.at(point, (to, message) -> {
				started.join().pause();
				if (late) {
					goOn.await();
				}
				return true;
			});
			try (SampleProcess process = job.start(true)) {
				started.complete(process);
				process.await(() -> !round.proxy.reached().isEmpty() || job.isDone(), 10);
				if (round.proxy.reached().isEmpty()) {
					process.kill();
					return complete(round, job);
				}
				Thread.sleep(Round.LONG);
				boolean loses = round.isLockTaken() && !job.isDone();
				job.checkPositions();
				round.require(job.run());
				Object recorded = job.recorded();
				process.resume();
				goOn.countDown();
				Outcome outcome = end(process, way);
				if (loses) {
					round.struckAtPoint();
					assertThat(job.recorded()).as("written by one that has lost its lock: %s", outcome)
						.isEqualTo(recorded);
				}
				return complete(round, job);
			}
		}
	}

	/**
	 * Wait for the end of a command, and for an application to have done its worst.
	 */
	private static Outcome end(SampleProcess process, Way way) throws Exception {
		if (way.application()) {
			long start = System.nanoTime();
			process.await(() -> System.nanoTime() - start > Round.LONG * 1_000_000L, 50);
			process.kill();
		}
		Outcome outcome = process.end();
		if (!way.application()) {
			checkSaid(outcome);
		}
		return outcome;
	}

	private static void checkSaid(Outcome outcome) {
		Messages.check(outcome);
		assertThat(outcome.err()).as("no person is needed")
			.doesNotContain("monarch mark")
			.doesNotContain("migrate-one");
	}

	/**
	 * Let the primary step down while batches are under way. An application that runs
	 * them in the background goes on by itself.
	 */
	String stepDown(Round round) throws Exception {
		Way way = Way.draw(round);
		int millis = round.draw("millis", MILLIS);
		TestReplicaSet three = this.world.three();
		try (BatchJob job = new BatchJob(round, way); SampleProcess process = job.start(true)) {
			int primary = three.primary();
			process.await(job::isBegun, 5);
			Thread.sleep(millis);
			if (process.isAlive() && !job.isDone()) {
				round.struck("the primary");
				three.stepDown(primary);
			}
			String how = (way.application() && way.background()) ? "went on in the background, " : "";
			process.await(job::isDone, 100);
			if (way.application() && way.background()) {
				assertThat(process.isAlive()).as("the application goes on").isTrue();
			}
			if (way.application()) {
				process.kill();
				Outcome unused = process.end();
			}
			else {
				Outcome outcome = process.end();
				checkSaid(outcome);
				how = outcome.succeeded() ? "succeeded, " : "failed, ";
			}
			return how + complete(round, job);
		}
	}

}
