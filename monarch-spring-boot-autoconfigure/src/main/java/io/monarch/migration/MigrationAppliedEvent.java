package io.monarch.migration;

import java.time.Duration;

/**
 * Published when a migration is completed and recorded.
 *
 * @param environment the name of the environment
 * @param id the migration's id
 * @param duration its duration
 */
public record MigrationAppliedEvent(String environment, String id, Duration duration) {

}
