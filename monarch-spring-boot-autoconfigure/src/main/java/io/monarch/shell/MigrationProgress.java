package io.monarch.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
final class MigrationProgress implements MigrationListener {

	private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

	private final Session session;

	private final String verb;

	private final List<Applied> applied = new ArrayList<>();

	private @Nullable String running;

	private long shownAt = System.nanoTime();

	MigrationProgress(Session session, String verb) {
		this.session = session;
		this.verb = verb;
	}

	/**
	 * Return the result of a run that ended without giving one.
	 * @param plan what was to be run
	 * @param failure why it ended
	 */
	MigrationResult failed(MigrationResult plan, RuntimeException failure) {
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
		this.applied.add(new Applied(id, duration));
		this.running = null;
	}

	@Override
	public void started(Environment environment, String id) {
		this.running = id;
		this.session.say(this.verb + " " + id + " on '" + environment.name() + "'");
	}

	@Override
	public void progress(String id, long done, long total) {
		if (System.nanoTime() - this.shownAt > INTERVAL_NANOS) {
			this.shownAt = System.nanoTime();
			String of = (total > 0) ? " of " + total + " (" + (100 * done / total) + " %)" : "";
			this.session.say("  " + done + of);
		}
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
		this.session.say("Waiting for the lock of '" + environment.name() + "', held by " + holder);
	}

}
