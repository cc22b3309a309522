package io.monarch.migration;

import org.jspecify.annotations.Nullable;

/**
 * One go at a migration or at its rollback.
 *
 * @param definition the migration
 * @param rollback whether it is undone
 * @param inTransaction whether it is done in a transaction
 * @param token the token of the lease that it is done under
 * @param host the name of this machine
 * @param application the application
 * @param type the name of the migration's class, or {@code null} where it is not known
 */
record MigrationAttempt(MigrationDefinition definition, boolean rollback, boolean inTransaction, long token,
		String host, MigratingApplication application, @Nullable String type) {

	String id() {
		return this.definition.id();
	}

}
