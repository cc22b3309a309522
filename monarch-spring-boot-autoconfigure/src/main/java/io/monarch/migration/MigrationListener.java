package io.monarch.migration;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;
import org.jspecify.annotations.Nullable;

/**
 * Is told what a run does while it does it. Called on the thread of the migration. A bean
 * of this type is told of every run; what it throws ends the run.
 */
public interface MigrationListener {

	/**
	 * A migration is about to begin.
	 * @param environment the environment
	 * @param id the migration's id
	 */
	default void started(Environment environment, String id) {
	}

	/**
	 * The code of a migration or of its rollback is over, and its transaction where it
	 * has one. Whether that could be recorded is told next.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param state what is recorded if all goes well: {@link MigrationState#COMPLETED},
	 * {@link MigrationState#ROLLED_BACK} or {@link MigrationState#FAILED}
	 * @param error what it threw, or {@code null}
	 */
	default void executed(Environment environment, String id, MigrationState state, @Nullable Throwable error) {
	}

	/**
	 * A migration is done and recorded.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param duration how long it took
	 */
	default void applied(Environment environment, String id, Duration duration) {
	}

	/**
	 * A migration is undone, and that is recorded.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param duration how long it took
	 */
	default void rolledBack(Environment environment, String id, Duration duration) {
	}

	/**
	 * A migration or its rollback failed.
	 * @param environment the environment
	 * @param id the migration's id
	 * @param error why
	 */
	default void failed(Environment environment, String id, Throwable error) {
	}

	/**
	 * A run that had something to do is over, and everything was applied.
	 * @param result what it did
	 * @param duration how long it took in all
	 */
	default void finished(MigrationResult result, Duration duration) {
	}

	/**
	 * A migration tells how far it is.
	 * @param id the migration's id
	 * @param done how much is done
	 * @param total how much there is to do, or 0 where it is not known
	 */
	default void progress(String id, long done, long total) {
	}

	/**
	 * A migration says something.
	 * @param id the migration's id
	 * @param message what it says
	 */
	default void said(String id, String message) {
	}

	/**
	 * Something that is not an error deserves attention.
	 * @param message what it is
	 */
	default void warned(String message) {
	}

	/**
	 * The history of another tool was imported before the run.
	 * @param environment the environment
	 * @param result what was imported
	 */
	default void imported(Environment environment, HistoryImportResult result) {
	}

	/**
	 * The run has to wait for the lock.
	 * @param environment the environment
	 * @param holder who holds the lock
	 */
	default void waiting(Environment environment, LockHolder holder) {
	}

}
