package io.monarch.migration;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * What a migration works with: the environment that is being migrated, which need not be
 * the application's own.
 */
public interface MigrationContext {

	/**
	 * Return a template on the database that is being migrated, which does what the
	 * application's own does, reads from the primary, and is bound to the transaction of
	 * a transactional migration.
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
	 * Tell how far the migration is. A good thing to call between batches: it ends the
	 * migration when the lock was lost, before more is written.
	 * @param done how much is done
	 * @param total how much there is to do, in the same unit; 0 where it is not known
	 */
	void progress(long done, long total);

	/**
	 * Print a line: to the log on a deployment, the terminal at the prompt.
	 * @param message what to say
	 */
	void say(String message);

}
