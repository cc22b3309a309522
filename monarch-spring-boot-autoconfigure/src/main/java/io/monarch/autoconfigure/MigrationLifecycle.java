package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.context.SmartLifecycle;

/**
 * Migrates before the web server listens, for deployments that have no readiness probe.
 */
final class MigrationLifecycle implements SmartLifecycle {

	/** Below the phase of the web server, and of listeners for messages. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final DeployMigration migration;

	private volatile boolean running;

	MigrationLifecycle(DeployMigration migration) {
		this.migration = migration;
	}

	@Override
	public void start() {
		this.running = true;
		// A context says that it is closed once it has started, and no sooner.
		Thread hook = new Thread(this.migration::shutDown, "monarch-shutdown");
		addShutdownHook(hook);
		try {
			this.migration.run(Trigger.BEFORE_WEB_SERVER);
		}
		catch (MonarchException ex) {
			throw new FailedStart(ex);
		}
		finally {
			removeShutdownHook(hook);
		}
	}

	private void addShutdownHook(Thread hook) {
		try {
			Runtime.getRuntime().addShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			this.migration.shutDown(); // the process is ending
		}
	}

	private static void removeShutdownHook(Thread hook) {
		try {
			boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// the process is ending, and waited for this
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Knows the exit code of the process. That of a runner's failure is asked of the
	 * context, which is gone when this is thrown.
	 */
	private static final class FailedStart extends RuntimeException implements ExitCodeGenerator {

		private final Kind kind;

		FailedStart(MonarchException cause) {
			super(cause.getMessage(), cause);
			this.kind = cause.kind();
		}

		@Override
		public int getExitCode() {
			return this.kind.exitCode();
		}

	}

}
