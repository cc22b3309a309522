package io.monarch.rehearsal;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationState;
import org.jspecify.annotations.Nullable;

/**
 * Observes the code of one migration, without what Monarch records about it.
 */
final class ObservingListener implements MigrationListener {

	private final CommandRecorder recorder;

	private final MigrationObserver observer;

	private final MigrationListener next;

	private long startedAt;

	private long duration;

	private int attempts;

	ObservingListener(CommandRecorder recorder, MigrationObserver observer, MigrationListener next) {
		this.recorder = recorder;
		this.observer = observer;
		this.next = next;
	}

	@Override
	public void calling(Environment environment, String id) {
		if (this.attempts++ == 0) {
			this.startedAt = System.nanoTime();
		}
		else {
			this.observer.observation().restart();
		}
		ApplicationGuard.guard(this.observer);
		this.recorder.begin(this.observer);
	}

	@Override
	public void returned(Environment environment, String id) {
		ApplicationGuard.guard(null);
		this.recorder.end();
	}

	@Override
	public void executed(Environment environment, String id, MigrationState state, @Nullable Throwable error) {
		this.duration = System.nanoTime() - this.startedAt - this.observer.observation().overhead.sum();
		this.recorder.finishTransactions();
	}

	/**
	 * Return the duration of the code and its transaction in nanoseconds, without the
	 * observation.
	 */
	long duration() {
		return this.duration;
	}

	boolean wasCalled() {
		return this.attempts > 0;
	}

	@Override
	public void progress(String id, long done, long total) {
		this.next.progress(id, done, total);
	}

	@Override
	public void said(String id, String message) {
		this.next.said(id, message);
	}

	@Override
	public void warned(String message) {
		this.next.warned(message);
	}

}
