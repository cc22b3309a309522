package io.monarch.migration;

import org.jspecify.annotations.Nullable;

/**
 * The definition of a migration of a {@link MigrationSource}, which is known without
 * creating it.
 *
 * @param id the id: unique, at most 200 characters
 * @param author its author, or {@code null} if that is not known
 * @param description its description, which lists show
 * @param type its class
 * @param transactional whether it runs in a transaction
 * @param hasRollback whether it can be rolled back
 */
public record SuppliedMigration(String id, @Nullable String author, String description, Class<?> type,
		boolean transactional, boolean hasRollback) {

}
