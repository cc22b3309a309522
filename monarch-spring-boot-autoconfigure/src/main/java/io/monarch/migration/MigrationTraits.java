package io.monarch.migration;

/**
 * What is declared about a migration.
 *
 * @param transactional whether it runs in a transaction where the server has them
 * @param restartable whether its author says that it may be run again from any point
 * @param repeatable whether it runs again when its version grows
 * @param rollback whether it has a rollback
 * @param batch whether it changes documents in batches
 * @param background whether it runs after the application is ready
 */
public record MigrationTraits(boolean transactional, boolean restartable, boolean repeatable, boolean rollback,
		boolean batch, boolean background) {
}
