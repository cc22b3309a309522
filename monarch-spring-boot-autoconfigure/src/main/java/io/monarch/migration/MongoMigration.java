package io.monarch.migration;

/**
 * A step that changes a database, and that runs once on each environment. Implementations
 * are annotated with {@link Migration @Migration} and are beans; what they need beside
 * the database they take in their constructor.
 */
public interface MongoMigration {

	/**
	 * Change the database.
	 * @param context the database to change, and the way to tell about it
	 * @throws Exception if it cannot be done; the run then stops here
	 */
	void migrate(MigrationContext context) throws Exception;

	/**
	 * Undo what {@link #migrate} did. Optional: a migration that does not override this
	 * has no rollback.
	 * @param context the database to change, and the way to tell about it
	 * @throws Exception if it cannot be done
	 */
	default void rollback(MigrationContext context) throws Exception {
		throw new UnsupportedOperationException("This migration has no rollback");
	}

}
