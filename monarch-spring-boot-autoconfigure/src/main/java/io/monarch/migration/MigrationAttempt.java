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
 * @param applicationVersion the version of the application, or {@code null}
 */
record MigrationAttempt(MigrationDefinition definition, boolean rollback, boolean inTransaction, long token,
		String host, @Nullable String applicationVersion) {

	String id() {
		return this.definition.id();
	}

}
