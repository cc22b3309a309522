package io.monarch.migration;

/**
 * Published when a migration failed.
 *
 * @param environment the name of the environment
 * @param id the migration's id
 * @param error the error
 */
public record MigrationFailedEvent(String environment, String id, Throwable error) {

}
