package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;
import io.monarch.environment.Secrets;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationResult.Failed;
import org.jspecify.annotations.Nullable;

/**
 * Shows whoever runs migrations from the command line what is going on.
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

	private long done;

	private long total;

	/**
	 * Begin to show.
	 * @param verb what happens to a migration
	 * @param saysApplied whether each migration that is applied becomes a line of the
	 * result, as soon as it is
	 */
	MigrationProgress(Session session, String verb, boolean saysApplied) {
		this(session, verb, saysApplied, System::nanoTime);
		var unused = this.ticker.start();
	}

	/**
	 * For tests, which say what time it is.
	 */
	MigrationProgress(Session session, String verb, boolean saysApplied, LongSupplier clock) {
		this.session = session;
		this.verb = verb;
		this.saysApplied = saysApplied;
		this.clock = clock;
		this.ticker = new Ticker(session, clock, this::lines);
	}

	/**
	 * Return the result of a run that ended without giving one.
	 * @param plan what was to be run
	 * @param failure why it ended
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
		this.session.say(this.verb + " " + id + " on '" + environment.name() + "'");
	}

	private synchronized void begin(String id) {
		this.awaited = null;
		this.running = id;
		this.startedAt = this.clock.getAsLong();
		this.done = 0;
		this.total = 0;
	}

	@Override
	public synchronized void progress(String id, long doneNow, long totalNow) {
		this.done = doneNow;
		this.total = totalNow;
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
		String taken = "  " + this.running + ": " + Sizes.about(Duration.ofSeconds((long) seconds));
		if (this.done <= 0) {
			return List.of(taken);
		}
		double rate = this.done / Math.max(seconds, 0.001);
		String of = (this.total > 0)
				? " of " + Sizes.count(this.total) + " (" + (long) (100.0 * this.done / this.total) + " %)" : "";
		String left = (this.total > this.done) ? ", about "
				+ Sizes.about(Duration.ofSeconds((long) Math.ceil((this.total - this.done) / rate))) + " left" : "";
		return List.of(taken + ", " + Sizes.count(this.done) + of + ", " + Sizes.count((long) rate) + "/s" + left);
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
