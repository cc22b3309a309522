package io.monarch.migration;

/**
 * A migration of a {@link MigrationSource}, as it is known without creating it.
 *
 * @param id the id: unique, at most 200 characters
 * @param description what it is, as it is shown in lists
 * @param type its class
 * @param transactional whether it runs in a transaction
 * @param hasRollback whether it can be rolled back
 */
public record SuppliedMigration(String id, String description, Class<?> type, boolean transactional,
		boolean hasRollback) {

}
