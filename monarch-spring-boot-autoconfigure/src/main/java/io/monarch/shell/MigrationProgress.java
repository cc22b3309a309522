package io.monarch.shell;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;
import io.monarch.migration.MigrationListener;

/**
 * Shows whoever runs migrations from the command line what is going on.
 */
final class MigrationProgress implements MigrationListener {

	private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

	private final Session session;

	private long shownAt = System.nanoTime();

	MigrationProgress(Session session) {
		this.session = session;
	}

	@Override
	public void started(Environment environment, String id) {
		this.session.say("Running " + id + " on '" + environment.name() + "'");
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
