package io.monarch.faults;

import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import com.mongodb.client.model.Filters;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;
import io.monarch.faults.WireProxy.Strike;
import io.monarch.testsupport.TestReplicaSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is done to processes and servers in a round of each kind.
 */
final class Faults {

	private static final long HOUR = 3600;

	private final World world;

	private final Map<Work, Undisturbed> undisturbed = new EnumMap<>(Work.class);

	Faults(World world) {
		this.world = world;
	}

	/**
	 * Play a round.
	 * @return what came of it
	 * @throws AssertionError if something is not as it must be
	 */
	String play(Kind kind, long seed) throws Exception {
		try (Round round = new Round(this.world, kind, seed)) {
			try {
				return switch (kind) {
					case STARTERS -> Starters.play(round);
					case MIGRATE_KILL -> kill(round, Work.MIGRATE);
					case COPY_KILL -> kill(round, Work.COPY);
					case BACKUP_KILL -> kill(round, Work.BACKUP);
					case RESTORE_KILL -> kill(round, Work.RESTORE);
					case PAUSE -> pause(round, pick(round, Work.WRITING));
					case CLOCK -> clock(round, pick(round, List.of(Work.values())));
					case PARTITION -> partition(round, pick(round, List.of(Work.values())));
					case STEP_DOWN, PRIMARY_KILL -> failover(round, pick(round, Work.WRITING), kind);
					case DISK -> FullDisk.play(round);
					case S3 -> S3Faults.play(round);
					case DEPLOY_KILL -> killDeployment(round);
				};
			}
			catch (AssertionError ex) {
				throw new AssertionError("struck " + round.proxy.reached() + ": " + ex.getMessage(), ex);
			}
		}
	}

	private static <T> T pick(Round round, List<T> choices) {
		return choices.get(round.random.nextInt(choices.size()));
	}

	/**
	 * Return how long work takes and how many points it has when nobody disturbs it.
	 */
	private synchronized Undisturbed undisturbed(Work work) throws Exception {
		Undisturbed known = this.undisturbed.get(work);
		if (known == null) {
			try (Round round = new Round(this.world, Kind.COPY_KILL, -1 - work.ordinal()); Job job = work.of(round)) {
				long start = System.nanoTime();
				try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
					Outcome outcome = round.require(process.end());
					known = new Undisturbed(round.proxy.points(), (int) ((System.nanoTime() - start) / 1_000_000));
					job.settle(outcome);
				}
				this.undisturbed.put(work, known);
			}
		}
		return known;
	}

	private int point(Round round, Work work) throws Exception {
		return 1 + round.random.nextInt(undisturbed(work).points());
	}

	/**
	 * The message of the point is lost with the process.
	 */
	private static Strike killing(Round round, CompletableFuture<SampleProcess> process) {
		return (to, message) -> {
			process.join().kill();
			round.proxy.reset();
			return false;
		};
	}

	/**
	 * Three of four at a point, the others at any time. A backup has no points while it
	 * gets its name, so more of its kills come late.
	 */
	private String kill(Round round, Work work) throws Exception {
		boolean late = work == Work.BACKUP;
		boolean anyTime = round.random.nextInt(4) < (late ? 2 : 1);
		int point = point(round, work);
		int most = undisturbed(work).millis();
		int millis = late ? most / 2 + round.random.nextInt(most / 2) : round.random.nextInt(most);
		try (Job job = work.of(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			if (!anyTime) {
				round.proxy.at(point, killing(round, started));
			}
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				started.complete(process);
				if (anyTime) {
					Thread.sleep(millis);
					process.kill();
				}
				return settle(job, process.end());
			}
		}
	}

	/**
	 * An application that has migrated goes on, and is killed then.
	 */
	private String killDeployment(Round round) throws Exception {
		int point = point(round, Work.MIGRATE);
		try (MigrateJob job = new MigrateJob(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			round.proxy.at(point, killing(round, started));
			List<String> properties = new ArrayList<>(job.properties(true));
			properties.add("--server.port=0");
			try (SampleProcess process = round.start(List.of(), properties, Clock.RIGHT)) {
				started.complete(process);
				while (process.isAlive() && !job.isDone()) {
					Thread.sleep(50);
				}
				process.kill();
				return settle(job, process.end());
			}
		}
	}

	/**
	 * The write of the point arrives at once, or when somebody else has long had the
	 * lock; but for the drop of a view, which the server does at any time.
	 */
	private String pause(Round round, Work work) throws Exception {
		int point = point(round, work);
		boolean late = round.random.nextBoolean();
		try (Job job = work.of(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			CountDownLatch goOn = new CountDownLatch(1);
			round.proxy.at(point, (to, message) -> {
				started.join().pause();
				if (late && !new WireMessage(message).dropsByName()) {
					goOn.await();
				}
				return true;
			});
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				started.complete(process);
				while (process.isAlive() && round.proxy.reached().isEmpty()) {
					Thread.sleep(10);
				}
				Thread.sleep(Round.LONG);
				boolean loses = isLockTaken(round);
				Outcome rival = round.run(job.rival(), job.properties(false));
				Messages.check(rival);
				Object recorded = job.recorded();
				process.resume();
				goOn.countDown();
				Outcome outcome = process.end();
				// One that was stopped before it had the lock takes it now.
				if (loses) {
					assertThat(job.recorded()).as("written by one that has lost its lock: %s, after %s", outcome, rival)
						.isEqualTo(recorded);
				}
				return settle(job, outcome);
			}
		}
	}

	/**
	 * Tell whether a process has taken the lock and not given it back.
	 */
	private static boolean isLockTaken(Round round) {
		return round.database().getCollection("monarch_lock").find(Filters.gt("until", new Date(0))).first() != null;
	}

	/**
	 * In every second round one of the two is killed on top of it.
	 */
	private String clock(Round round, Work work) throws Exception {
		long off = round.random.nextBoolean() ? HOUR : -HOUR;
		boolean kill = round.random.nextBoolean();
		int point = point(round, work);
		try (Job job = work.of(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			if (kill) {
				round.proxy.at(point, killing(round, started));
			}
			try (SampleProcess process = round.start(job.words(), job.properties(true), this.world.clock(off));
					SampleProcess rival = round.start(job.rival(), job.properties(false), this.world.clock(-off))) {
				started.complete(process);
				Outcome second = rival.end();
				Outcome first = process.end();
				Messages.check(second);
				if (!first.killed()) {
					round.require(first);
					round.require(second);
				}
				return settle(job, first);
			}
		}
	}

	private String partition(Round round, Work work) throws Exception {
		int point = point(round, work);
		int mode = round.random.nextInt(4);
		int millis = round.random.nextBoolean() ? Round.LONG : 500;
		Strike strike = (to, message) -> {
			switch (mode) {
				case 0 -> round.proxy.reset();
				case 1 -> {
					to.write(message, 0, message.length / 2);
					to.flush();
					round.proxy.reset();
				}
				case 2 -> round.proxy.hold(millis);
				default -> round.proxy.loseReplies(millis);
			}
			return mode >= 2;
		};
		try (Job job = work.of(round)) {
			round.proxy.at(point, strike);
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				return settle(job, process.end());
			}
		}
	}

	/**
	 * The server of three members loses its primary at any time after the lock was taken.
	 */
	private String failover(Round round, Work work, Kind kind) throws Exception {
		int millis = round.random.nextInt(undisturbed(work).millis());
		TestReplicaSet three = this.world.three();
		try (Job job = work.of(round);
				SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
			while (process.isAlive() && !isLockTaken(round)) {
				Thread.sleep(10);
			}
			Thread.sleep(millis);
			if (kind == Kind.STEP_DOWN) {
				three.stepDown();
				return settle(job, process.end());
			}
			return settle(job, outliving(three.killPrimary(), process, work));
		}
	}

	/**
	 * A copy goes on without the member. A migration that builds an index as the driver
	 * does by default waits for all of them.
	 */
	private Outcome outliving(int member, SampleProcess process, Work work) throws Exception {
		try {
			if (work != Work.MIGRATE) {
				return process.end();
			}
			Thread.sleep(Round.LONG);
		}
		finally {
			this.world.three().restart(member);
		}
		return process.end();
	}

	private static String settle(Job job, Outcome outcome) throws Exception {
		Messages.check(outcome);
		if (Boolean.getBoolean("monarch.faults.verbose") && !outcome.succeeded() && !outcome.killed()) {
			System.out.println(outcome);
		}
		String how = outcome.killed() ? "killed" : outcome.succeeded() ? "done" : "failed";
		try {
			return how + ", " + job.settle(outcome);
		}
		catch (AssertionError ex) {
			throw new AssertionError(ex.getMessage() + "\nafter " + outcome, ex);
		}
	}

	/**
	 * Work that nobody disturbs.
	 *
	 * @param points how many points it has
	 * @param millis how long it takes, with the start of its process
	 */
	private record Undisturbed(int points, int millis) {

	}

}
