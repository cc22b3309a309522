package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.EnvironmentLock;
import io.monarch.environment.LockHolder;
import io.monarch.environment.LockSettings;
import org.bson.Document;

/**
 * Finds the migrations of an environment that failed, or whose process died.
 */
public final class MigrationProblems {

	private final LockSettings lock;

	/**
	 * Create for the environments of one application.
	 * @param lock how their locks are held
	 */
	public MigrationProblems(LockSettings lock) {
		this.lock = lock;
	}

	/**
	 * Find them by one small read of the history, and by another one of the lock where a
	 * migration has begun and not ended.
	 * @param environment the environment
	 * @return those in the state {@link MigrationState#FAILED}, and those in the state
	 * {@link MigrationState#PROCESSING} that nobody runs any more
	 * @throws EnvironmentException if the server does not answer
	 */
	public List<MigrationStatus> find(Environment environment) {
		try {
			return find(environment, environment.mongoDatabase());
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private List<MigrationStatus> find(Environment environment, MongoDatabase database) {
		List<MigrationRecord> unsuccessful = new ArrayList<>();
		for (Document document : database.getCollection(MigrationHistory.COLLECTION)
			.find(Filters.in("state", MigrationState.FAILED.name(), MigrationState.PROCESSING.name()))) {
			unsuccessful.add(new MigrationRecord(document));
		}
		if (unsuccessful.stream().anyMatch((record) -> record.is(MigrationState.PROCESSING))) {
			Optional<LockHolder> holder = new EnvironmentLock(environment, this.lock).holder();
			unsuccessful.removeIf((record) -> record.is(MigrationState.PROCESSING) && holder.isPresent()
					&& record.isOf(holder.get().token()));
		}
		return unsuccessful.stream().map(MigrationRecord::statusInHistory).toList();
	}

}
