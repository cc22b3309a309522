package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.monarch.environment.Environment;
import io.monarch.environment.Secrets;
import io.monarch.lock.LockHolder;
import io.monarch.migration.MeasuredProgress;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationResult.Failed;
import io.monarch.migration.MigrationStatus.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a run of migrations on the command line.
 */
final class MigrationProgress implements MigrationListener, AutoCloseable {

	private final Session session;

	private final String verb;

	private final boolean saysApplied;

	private final List<Applied> applied = new ArrayList<>();

	private @Nullable String running;

	/** The lock that is waited for. */
	private @Nullable String awaited;

	private final LongSupplier clock;

	private final Ticker ticker;

	private long startedAt;

	private MeasuredProgress measured = new MeasuredProgress(0);

	/**
	 * Start showing the progress.
	 * @param verb the verb for a migration
	 * @param saysApplied whether each applied migration is immediately printed as a line
	 * of the result
	 */
	MigrationProgress(Session session, String verb, boolean saysApplied) {
		this(session, verb, saysApplied, System::nanoTime);
		var unused = this.ticker.start();
	}

	/**
	 * For tests, which set the time.
	 */
	MigrationProgress(Session session, String verb, boolean saysApplied, LongSupplier clock) {
		this.session = session;
		this.verb = verb;
		this.saysApplied = saysApplied;
		this.clock = clock;
		this.ticker = new Ticker(session, clock, this::lines);
	}

	/**
	 * Return the result of a run that ended without one.
	 * @param plan the plan of the run
	 * @param failure the failure that ended it
	 */
	synchronized MigrationResult failed(MigrationResult plan, RuntimeException failure) {
		List<String> open = new ArrayList<>(plan.pending());
		this.applied.forEach((each) -> open.remove(each.id()));
		String id = (this.running != null) ? this.running : open.isEmpty() ? null : open.get(0);
		open.remove(id);
		String error = Secrets.hide(String.valueOf(failure.getMessage()));
		return new MigrationResult(plan.environment(), List.copyOf(this.applied),
				(id != null) ? new Failed(id, error) : null, List.copyOf(open));
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		end(new Applied(id, duration));
		if (this.saysApplied) {
			this.session.output().result("Applied " + id + " in " + duration.toMillis() + " ms");
		}
	}

	private synchronized void end(Applied migration) {
		this.applied.add(migration);
		this.running = null;
	}

	@Override
	public void started(Environment environment, String id) {
		begin(id);
		this.session.inform(this.verb + " " + id + " on '" + environment.name() + "'");
	}

	private synchronized void begin(String id) {
		this.awaited = null;
		this.running = id;
		this.startedAt = this.clock.getAsLong();
		this.measured = new MeasuredProgress(this.startedAt);
	}

	@Override
	public synchronized void progress(String id, long doneNow, long totalNow) {
		this.measured.add(this.clock.getAsLong(), doneNow, totalNow);
	}

	void show() {
		this.ticker.show();
	}

	private synchronized List<String> lines() {
		double seconds = (this.clock.getAsLong() - this.startedAt) / 1e9;
		if ((this.running == null && this.awaited == null) || seconds < 1) {
			return List.of();
		}
		if (this.running == null) {
			return List.of(this.awaited + ", " + Sizes.about(Duration.ofSeconds((long) seconds)));
		}
		long now = this.clock.getAsLong();
		String taken = Sizes.about(Duration.ofSeconds((long) seconds));
		Progress progress = this.measured.at(now);
		if (progress.done() <= 0) {
			return List.of("  " + this.running + ": " + taken);
		}
		List<String> parts = new ArrayList<>();
		if (progress.percent() != null) {
			parts.add(progress.percent() + " %");
		}
		Duration left = progress.left();
		if (left != null && progress.done() < progress.total()) {
			parts.add(Sizes.about(left) + " left");
		}
		parts.add(String.valueOf(this.running));
		parts
			.add(Sizes.count(progress.done()) + ((progress.total() > 0) ? " of " + Sizes.count(progress.total()) : ""));
		if (progress.perSecond() > 0) {
			parts.add(Sizes.rate(progress.perSecond()));
		}
		parts.add(taken);
		return List.of("  " + String.join(", ", parts));
	}

	@Override
	public void said(String id, String message) {
		this.session.say("  " + message);
	}

	@Override
	public void warned(String message) {
		this.session.say("Warning: " + message);
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		String lock = "Waiting for the lock of '" + environment.name() + "'";
		this.session.say(lock + ", held by " + Sizes.holder(holder, Instant.now()));
		waitFor(lock);
	}

	private synchronized void waitFor(String lock) {
		this.awaited = lock;
		this.startedAt = this.clock.getAsLong();
	}

	@Override
	public void close() {
		this.ticker.close();
	}

}
