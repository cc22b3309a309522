package io.monarch.migration;

import org.jspecify.annotations.Nullable;

/**
 * A migration of a {@link MigrationSource}, as it is known without creating it.
 *
 * @param id the id: unique, at most 200 characters
 * @param author who wrote it, or {@code null} if that is not known
 * @param description what it is, as it is shown in lists
 * @param type its class
 * @param transactional whether it runs in a transaction
 * @param hasRollback whether it can be rolled back
 */
public record SuppliedMigration(String id, @Nullable String author, String description, Class<?> type,
		boolean transactional, boolean hasRollback) {

}
