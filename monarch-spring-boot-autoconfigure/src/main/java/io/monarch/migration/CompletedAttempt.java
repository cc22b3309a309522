package io.monarch.migration;

import java.time.Duration;

/**
 * An attempt that has succeeded, whether or not that is recorded.
 *
 * @param attempt the attempt
 * @param duration how long it took
 */
record CompletedAttempt(MigrationAttempt attempt, Duration duration) {

	String id() {
		return this.attempt.id();
	}

	MigrationState state() {
		return this.attempt.rollback() ? MigrationState.ROLLED_BACK : MigrationState.COMPLETED;
	}

}
