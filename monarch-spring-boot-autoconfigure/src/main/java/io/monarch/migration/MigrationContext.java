package io.monarch.migration;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The context of a running migration, with the environment that is being migrated, which
 * need not be the application's own.
 */
public interface MigrationContext {

	/**
	 * Return a template on the database that is being migrated, which behaves like the
	 * application's own, reads from the primary, and is bound to the transaction of a
	 * transactional migration.
	 * @return the template
	 */
	MongoTemplate mongo();

	/**
	 * Return the database that is being migrated, which reads from the primary, bound to
	 * the transaction of a transactional migration.
	 * @return the database
	 */
	MongoDatabase database();

	/**
	 * Return the environment that is being migrated.
	 * @return the environment
	 */
	Environment environment();

	/**
	 * Report the progress of the migration. Call this between batches: if the lock was
	 * lost, it ends the migration before more is written.
	 * @param done the amount of work done
	 * @param total the total amount, in the same unit, or 0 if it is not known
	 */
	void progress(long done, long total);

	/**
	 * Print a line: to the log of a deployment, or to the terminal of a command.
	 * @param message the line
	 */
	void say(String message);

}
