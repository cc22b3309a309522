package io.monarch.migration;

/**
 * A change to a database that runs once on each environment. Implementations are beans
 * annotated with {@link Migration @Migration}, and can inject other beans in their
 * constructor.
 */
public interface MongoMigration {

	/**
	 * Change the database.
	 * @param context the database to change, and methods to report progress
	 * @throws Exception if it fails; the run then stops
	 */
	void migrate(MigrationContext context) throws Exception;

	/**
	 * Undo what {@link #migrate} did. Optional: a migration that does not override this
	 * has no rollback.
	 * @param context the database to change, and methods to report progress
	 * @throws Exception if it fails
	 */
	default void rollback(MigrationContext context) throws Exception {
		throw new UnsupportedOperationException("This migration has no rollback");
	}

}
