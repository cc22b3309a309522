package io.monarch.migration;

/**
 * Published when a migration is about to begin.
 *
 * @param environment the name of the environment
 * @param id the migration's id
 */
public record MigrationStartedEvent(String environment, String id) {

}
