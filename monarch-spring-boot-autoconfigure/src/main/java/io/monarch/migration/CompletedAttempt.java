package io.monarch.migration;

import java.time.Duration;

/**
 * A successful attempt, whether or not it is recorded.
 *
 * @param attempt the attempt
 * @param duration its duration
 */
record CompletedAttempt(MigrationAttempt attempt, Duration duration) {

	String id() {
		return this.attempt.id();
	}

	MigrationState state() {
		return this.attempt.rollback() ? MigrationState.ROLLED_BACK : MigrationState.COMPLETED;
	}

}
