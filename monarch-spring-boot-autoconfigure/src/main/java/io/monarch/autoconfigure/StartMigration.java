package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Migrates while a context starts. During its start, a context does not publish that it
 * is closing, so this has its own shutdown hook.
 */
final class StartMigration {

	private StartMigration() {
	}

	/**
	 * Migrate if this is the configured moment.
	 */
	static void run(DeployMigration migration, Trigger moment) {
		Thread hook = new Thread(migration::shutDown, "monarch-shutdown");
		addShutdownHook(hook, migration);
		try {
			migration.run(moment);
		}
		catch (MonarchException ex) {
			throw new FailedStart(ex);
		}
		finally {
			removeShutdownHook(hook);
		}
	}

	private static void addShutdownHook(Thread hook, DeployMigration migration) {
		try {
			Runtime.getRuntime().addShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			migration.shutDown(); // the process is ending
		}
	}

	private static void removeShutdownHook(Thread hook) {
		try {
			boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (IllegalStateException ex) {
			// the process is ending and waiting for this
		}
	}

	/**
	 * Provides the exit code of the process, since the context that maps a runner's
	 * failure to one is closed when this is thrown.
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
