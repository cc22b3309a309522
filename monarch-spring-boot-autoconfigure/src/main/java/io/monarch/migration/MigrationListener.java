package io.monarch.migration;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;
import org.jspecify.annotations.Nullable;

/**
 * Listens to the events of runs, on the thread of the migration. A bean of this type is
 * notified of every run. An exception that it throws ends the run.
 */
public interface MigrationListener {

	/**
	 * Called when a migration is about to begin.
	 * @param environment the environment
	 * @param id the migration's id
	 */
	default void started(Environment environment, String id) {
	}

	/**
	 * Called directly before the code of a migration or of its rollback, again for each
	 * attempt of its transaction. Records of Monarch are written before this or after
	 * {@link #returned}.
	 * @param environment the environment
	 * @param id the migration's id
	 */
	default void calling(Environment environment, String id) {
	}

	/**
	 * Called directly after the code of a migration or of its rollback has returned or
	 * thrown an exception.
	 * @param environment the environment
	 * @param id the migration's id
	 */
	default void returned(Environment environment, String id) {
	}

	/**
	 * Called after the code of a migration or of its rollback has ended, and its
	 * transaction if it has one. The next call shows whether that could be recorded.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param state the state that is going to be recorded:
	 * {@link MigrationState#COMPLETED}, {@link MigrationState#ROLLED_BACK} or
	 * {@link MigrationState#FAILED}, or {@link MigrationState#PROCESSING} if a batch
	 * migration was stopped between two batches and nothing is going to be recorded
	 * @param error the exception, or {@code null}
	 */
	default void executed(Environment environment, String id, MigrationState state, @Nullable Throwable error) {
	}

	/**
	 * Called when a migration is completed and recorded.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param duration its duration
	 */
	default void applied(Environment environment, String id, Duration duration) {
	}

	/**
	 * Called when a migration is rolled back and that is recorded.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param duration its duration
	 */
	default void rolledBack(Environment environment, String id, Duration duration) {
	}

	/**
	 * Called when a migration or its rollback failed.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param error the error
	 */
	default void failed(Environment environment, String id, Throwable error) {
	}

	/**
	 * Called after a run that had something to do and applied everything.
	 * @param result its result
	 * @param duration its total duration
	 */
	default void finished(MigrationResult result, Duration duration) {
	}

	/**
	 * Called when a migration reports its progress.
	 * @param id the migration's id
	 * @param done the amount of work done
	 * @param total the total amount, or 0 if it is not known
	 */
	default void progress(String id, long done, long total) {
	}

	/**
	 * Called when a migration prints a line.
	 * @param id the migration's id
	 * @param message the line
	 */
	default void said(String id, String message) {
	}

	/**
	 * Called with a warning.
	 * @param message the warning
	 */
	default void warned(String message) {
	}

	/**
	 * Called when the history of another tool was imported before the run.
	 * @param environment the environment
	 * @param result the result of the import
	 */
	default void imported(Environment environment, HistoryImportResult result) {
	}

	/**
	 * Called when the run has to wait for the lock.
	 * @param environment the environment
	 * @param holder the holder of the lock
	 */
	default void waiting(Environment environment, LockHolder holder) {
	}

}
