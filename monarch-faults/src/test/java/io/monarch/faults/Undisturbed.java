package io.monarch.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.monarch.faults.SampleProcess.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Which points work has, and how long it takes, when nobody disturbs it. It is measured
 * when it is first asked for, beside whatever goes on.
 */
final class Undisturbed {

	/** Who looks while a primary is elected may see nothing before it is over. */
	private static final int ATTEMPTS = 3;

	private final World world;

	private final Map<Case, Measured> known = new ConcurrentHashMap<>();

	private List<String> pointsOfTenants = List.of();

	Undisturbed(World world) {
		this.world = world;
	}

	List<String> points(Round round, Work work) throws Exception {
		return measured(round, work, false).points();
	}

	/**
	 * Return the points of an application that migrates at its start.
	 */
	List<String> pointsOfDeployment(Round round) throws Exception {
		return measured(round, Work.MIGRATE, true).points();
	}

	/**
	 * Return the points of an application that migrates several tenants at its start.
	 */
	synchronized List<String> pointsOfTenants(Round disturbed) throws Exception {
		if (this.pointsOfTenants.isEmpty()) {
			try (Round round = Round.undisturbed(this.world, disturbed.kind(), false)) {
				this.pointsOfTenants = Tenants.pointsOf(round);
			}
		}
		return this.pointsOfTenants;
	}

	/**
	 * Return how many milliseconds it takes: from its first command to its end, or where
	 * there are three members, from the moment it is at work.
	 */
	int millis(Round round, Work work) throws Exception {
		return measured(round, work, false).millis();
	}

	private synchronized Measured measured(Round disturbed, Work work, boolean deployed) throws Exception {
		Case wanted = new Case(work, disturbed.isPacked(), disturbed.kind().three(), deployed);
		Measured measured = this.known.get(wanted);
		for (int i = 0; measured == null && i < ATTEMPTS; i++) {
			try (Round round = Round.undisturbed(this.world, disturbed.kind(), disturbed.isPacked())) {
				measured = deployed ? deploy(round) : run(round, work);
			}
		}
		if (measured == null) {
			throw new IllegalStateException("Nobody has seen it at work: " + wanted);
		}
		this.known.put(wanted, measured);
		return measured;
	}

	/**
	 * Run it.
	 * @return what was measured, or {@code null} if it was over before it was seen
	 */
	private static @Nullable Measured run(Round round, Work work) throws Exception {
		try (Job job = work.of(round);
				SampleProcess process = round.start(job.words(), job.properties(true), Clock.RIGHT)) {
			process.await(() -> round.kind().three() ? job.isBegun() : !round.proxy.points().isEmpty(), 5);
			boolean seen = process.isAlive();
			long start = System.nanoTime();
			round.require(process.end());
			int millis = (int) ((System.nanoTime() - start) / 1_000_000);
			List<String> points = round.proxy.points();
			if (!round.kind().three() && work != Work.BACKUP && !points.contains("after " + WireMessage.RELEASE)) {
				throw new IllegalStateException("The proxy has not understood that the lock was given back: " + points);
			}
			return seen ? new Measured(points, millis) : null;
		}
	}

	private static Measured deploy(Round round) throws Exception {
		try (MigrateJob job = new MigrateJob(round);
				SampleProcess process = round.start(List.of(), job.deployment(), Clock.RIGHT)) {
			process.await(job::isDone, 50);
			return new Measured(round.proxy.points(), 0);
		}
	}

	private record Case(Work work, boolean packed, boolean three, boolean deployed) {

	}

	private record Measured(List<String> points, int millis) {

	}

}
