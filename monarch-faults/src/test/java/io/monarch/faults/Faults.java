package io.monarch.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

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

	/** A process may be done before it is struck; so often another draw is tried. */
	private static final int ATTEMPTS = 4;

	private static final int OFTEN = 5;

	private static final int SILENT = 5;

	private static final int FAULTS = SILENT * OFTEN + 1;

	/** A peer that is silent for good takes minutes, and a build has not got them. */
	private static final boolean PATIENT = Boolean.getBoolean("monarch.faults.all");

	/** Longer than three intervals of the heartbeat, and shorter than the lease. */
	private static final int SHORT = 1500;

	private final World world;

	private final Undisturbed undisturbed;

	private final BatchFaults batches;

	Faults(World world) {
		this.world = world;
		this.undisturbed = new Undisturbed(world);
		this.batches = new BatchFaults(world);
	}

	/**
	 * Play a round.
	 * @return what came of it
	 * @throws AssertionError if something is not as it must be
	 */
	Played play(Kind kind, long seed) throws Exception {
		int first = Integer.getInteger("monarch.faults.attempt", 0);
		for (int attempt = first; attempt < first + ATTEMPTS; attempt++) {
			try (Round round = new Round(this.world, kind, seed, attempt)) {
				String outcome = play(round);
				if (!round.struck().isEmpty()) {
					return new Played(outcome, round.story());
				}
			}
		}
		return new Played("missed", "");
	}

	private String play(Round round) throws Exception {
		try {
			return switch (round.kind()) {
				case STARTERS -> Starters.play(round);
				case MIGRATE_KILL -> kill(round, Work.MIGRATE);
				case IMPORT_KILL -> kill(round, Work.IMPORT);
				case PROVE_KILL -> kill(round, Work.PROVE);
				case REHEARSE_KILL -> kill(round, Work.REHEARSE);
				case COPY_KILL -> kill(round, Work.COPY);
				case BACKUP_KILL -> killBackup(round);
				case RESTORE_KILL -> kill(round, Work.RESTORE);
				case PAUSE -> pause(round, round.pick(Work.WRITING));
				case CLOCK -> clock(round, round.pick(Work.DRAWN));
				case PARTITION -> partition(round, round.pick(Work.DRAWN));
				case STEP_DOWN, PRIMARY_KILL -> failover(round, round.pick(Work.DRAWN));
				case DISK -> FullDisk.play(round);
				case S3 -> S3Faults.play(round);
				case DEPLOY_KILL -> killDeployment(round);
				case BATCH_KILL -> this.batches.kill(round);
				case BATCH_PAUSE -> this.batches.pause(round);
				case BATCH_STEP_DOWN -> this.batches.stepDown(round);
				case TENANTS -> Tenants.play(round, this.undisturbed.pointsOfTenants(round));
			};
		}
		catch (AssertionError ex) {
			throw new AssertionError(round.choices() + ", struck '" + round.proxy.reached() + "': " + ex.getMessage(),
					ex);
		}
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
	 * Three of four at a point, the others at any time after the first command.
	 */
	private String kill(Round round, Work work) throws Exception {
		boolean anyTime = round.draw("any time or point", 4) == 0;
		Point point = round.point(this.undisturbed.points(round, work));
		int millis = anyTime ? round.draw("millis", this.undisturbed.millis(round, work)) : 0;
		try (Job job = work.of(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			if (!anyTime) {
				round.proxy.at(point, killing(round, started));
			}
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				started.complete(process);
				if (anyTime) {
					process.await(() -> !round.proxy.points().isEmpty(), 2);
					Thread.sleep(millis);
					process.kill();
				}
				return recoverKilled(round, job, process.end());
			}
		}
	}

	/**
	 * Half of them at a point; but a backup has none while it gets its name, so the
	 * others come when its file has come so far.
	 */
	private String killBackup(Round round) throws Exception {
		boolean atPoint = round.draw("folder or point", 2) == 1;
		Point point = round.point(this.undisturbed.points(round, Work.BACKUP));
		try (BackupJob job = new BackupJob(round, round.folder.resolve("backups"))) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			if (atPoint) {
				round.proxy.at(point, killing(round, started));
			}
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				started.complete(process);
				if (!atPoint) {
					job.awaitFile(process);
					process.kill();
				}
				return recoverKilled(round, job, process.end());
			}
		}
	}

	private static String recoverKilled(Round round, Job job, Outcome outcome) throws Exception {
		if (outcome.killed()) {
			round.struck("killed " + round.proxy.reached());
		}
		return recover(job, outcome);
	}

	/**
	 * An application that has migrated goes on, and is not worth killing then.
	 */
	private String killDeployment(Round round) throws Exception {
		Point point = round.point(this.undisturbed.pointsOfDeployment(round));
		try (MigrateJob job = new MigrateJob(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			round.proxy.at(point, killing(round, started));
			try (SampleProcess process = round.start(List.of(), job.deployment(), Clock.RIGHT)) {
				started.complete(process);
				process.await(job::isDone, 50);
				process.kill();
				round.struckAtPoint();
				return recover(job, process.end());
			}
		}
	}

	/**
	 * The write of the point arrives at once, or when somebody else has long had the
	 * lock; but for the drop of a view, which the server does at any time.
	 */
	private String pause(Round round, Work work) throws Exception {
		Point point = round.point(this.undisturbed.points(round, work));
		boolean late = round.draw("at once or late", 2) == 1;
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
				process.await(() -> !round.proxy.reached().isEmpty(), 10);
				if (round.proxy.reached().isEmpty()) {
					return recover(job, process.end());
				}
				Thread.sleep(Round.LONG);
				boolean loses = round.isLockTaken();
				Outcome rival = round.run(job.rival(), job.properties(false));
				job.checkRival(rival);
				Object recorded = job.recorded();
				process.resume();
				goOn.countDown();
				Outcome outcome = process.end();
				// One that was stopped before it had the lock takes it now.
				if (loses) {
					round.struckAtPoint();
					assertThat(job.recorded()).as("written by one that has lost its lock: %s, after %s", outcome, rival)
						.isEqualTo(recorded);
				}
				return recover(job, outcome);
			}
		}
	}

	/**
	 * In every second round one of the two is killed on top of it.
	 */
	private String clock(Round round, Work work) throws Exception {
		long off = round.draw("behind or ahead", 2) == 1 ? HOUR : -HOUR;
		boolean kill = round.draw("both go on or one is killed", 2) == 1;
		Point point = round.point(this.undisturbed.points(round, work));
		Clock first = this.world.clock(off);
		Clock second = this.world.clock(-off);
		try (Job job = work.of(round)) {
			CompletableFuture<SampleProcess> started = new CompletableFuture<>();
			if (kill) {
				round.proxy.at(point, killing(round, started));
			}
			else {
				round.bePatient();
			}
			try (SampleProcess process = round.start(job.words(), job.properties(true), first);
					SampleProcess rival = round.start(job.rival(), job.properties(false), second)) {
				started.complete(process);
				Outcome other = rival.end();
				Outcome outcome = process.end();
				round.struck(kill ? round.proxy.reached() : "both clocks");
				job.checkRival(other);
				if (!kill) {
					round.require(outcome);
				}
				return recover(job, outcome);
			}
		}
	}

	private String partition(Round round, Work work) throws Exception {
		Point point = round.point(this.undisturbed.points(round, work));
		int drawn = round.draw("reset, cut, end, hold, lose replies or, last of all, silence", FAULTS) / OFTEN;
		int mode = (drawn < SILENT || PATIENT) ? drawn : 0;
		int millis = round.draw("for short or long", 2) == 1 ? Round.LONG : SHORT;
		Strike strike = (to, message) -> {
			switch (mode) {
				case 0 -> round.proxy.reset();
				case 1 -> {
					to.write(message, 0, message.length / 2);
					to.flush();
					round.proxy.reset();
				}
				case 2 -> round.proxy.end();
				case 3 -> round.proxy.hold(millis);
				case 4 -> round.proxy.loseReplies(millis);
				default -> round.proxy.silence();
			}
			return mode >= 3;
		};
		try (Job job = work.of(round)) {
			round.proxy.at(point, strike);
			try (SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
				Outcome outcome = process.end();
				round.struckAtPoint();
				return recover(job, outcome);
			}
		}
	}

	/**
	 * The server of three members loses its primary at any time while the lock is held,
	 * or while a backup of it is written.
	 */
	private String failover(Round round, Work work) throws Exception {
		int millis = round.draw("millis", this.undisturbed.millis(round, work));
		TestReplicaSet three = this.world.three();
		try (Job job = work.of(round);
				SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
			int primary = three.primary();
			process.await(job::isBegun, 5);
			Thread.sleep(millis);
			if (!process.isAlive() || !job.isBegun()) {
				return recover(job, process.end());
			}
			round.struck("the primary");
			if (round.kind() == Kind.STEP_DOWN) {
				three.stepDown(primary);
				return recover(job, process.end());
			}
			three.kill(primary);
			return recover(job, outliving(primary, process, work));
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

	private static String recover(Job job, Outcome outcome) throws Exception {
		Messages.check(outcome);
		if (Boolean.getBoolean("monarch.faults.verbose") && !outcome.succeeded() && !outcome.killed()) {
			System.out.println(outcome);
		}
		String how = outcome.killed() ? "killed" : outcome.succeeded() ? "done" : "failed";
		try {
			return how + ", " + job.recover(outcome);
		}
		catch (AssertionError ex) {
			throw new AssertionError(ex.getMessage() + "\nafter " + outcome, ex);
		}
	}

	/**
	 * What came of a round.
	 *
	 * @param outcome in a word or two
	 * @param struck what was chosen and how it was broken, or nothing if it was not
	 */
	record Played(String outcome, String struck) {

	}

}
