package io.monarch.migration;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Supplies migrations that are not {@link MongoMigration} beans, such as the change units
 * of another tool. They run before all beans. A source may be called for several
 * environments at once.
 */
public interface MigrationSource {

	/**
	 * Return the migrations in the order in which they run, without creating beans.
	 * @return the migrations
	 * @throws io.monarch.environment.MonarchException if one of them cannot be run, so
	 * that nothing may run
	 */
	List<SuppliedMigration> migrations();

	/**
	 * Return the history of another tool that {@link #record} continues. Other histories
	 * of the same tool belong to other applications.
	 * @return the history, or empty if there is none
	 */
	default Optional<HistoryImportRequest> history() {
		return Optional.empty();
	}

	/**
	 * Return the collection of the lock of Mongock, which is held while migrations of
	 * this source run or are marked.
	 * @return the name of the collection, or empty if there is no such lock
	 */
	default Optional<String> lockCollection() {
		return Optional.empty();
	}

	/**
	 * Create a migration for one run, with the beans that are injected into it.
	 * @param id the id of the migration
	 * @return the migration
	 * @throws io.monarch.environment.MonarchException if it cannot be created
	 */
	CreatedMigration create(String id);

	/**
	 * Check that pending migrations may run, before any of them does.
	 * @param environment the environment
	 * @param ids the ids of those of this source
	 * @param accepted the entries of the source's own history that an operator accepted
	 * as pending when it was imported: the times that they had then, by id and author,
	 * such as {@code add-index@jane}
	 * @throws io.monarch.environment.MonarchException if they may not
	 */
	void check(Environment environment, List<String> ids, Map<String, Instant> accepted);

	/**
	 * Return what users should know about migrations that are about to run.
	 * @param ids the ids of those of this source, in order
	 * @return the warnings
	 */
	default List<String> warnings(List<String> ids) {
		return List.of();
	}

	/**
	 * Prepare a database for {@link #record}, outside a transaction.
	 * @param database the database
	 */
	void prepare(MongoDatabase database);

	/**
	 * Record the end of a migration in the format of the source, together with the record
	 * of Monarch: in the same transaction, if the server has transactions.
	 * @param database the database, bound to the transaction
	 * @param id the id of the migration
	 * @param migration the migration that ran, or {@code null} if none did
	 * @param end its end
	 */
	void record(MongoDatabase database, String id, @Nullable MongoMigration migration, MigrationEnd end);

}
