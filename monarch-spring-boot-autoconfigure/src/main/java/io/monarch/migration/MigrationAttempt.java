package io.monarch.migration;

import io.monarch.batch.FailedDocumentException;
import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to run a migration or its rollback.
 *
 * @param definition the migration
 * @param rollback whether it is rolled back
 * @param inTransaction whether it runs in a transaction
 * @param token the token of the lease
 * @param host the name of this machine
 * @param application the application
 * @param type the name of the migration's class, or {@code null} if it is not known
 */
record MigrationAttempt(MigrationDefinition definition, boolean rollback, boolean inTransaction, long token,
		String host, MigratingApplication application, @Nullable String type) {

	/**
	 * Tell whether the next run continues it after a failure: a batch migration that
	 * failed for another reason than one of its documents, or a collection that cannot be
	 * changed in batches.
	 */
	boolean continuesAfter(Throwable failure) {
		return this.definition.batch() && !this.rollback && !(failure instanceof FailedDocumentException)
				&& !(failure instanceof MonarchException);
	}

	String id() {
		return this.definition.id();
	}

}
