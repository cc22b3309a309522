package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.batch.BatchPositions;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockHolder;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Finds the migrations of an environment that failed or were abandoned.
 */
public final class FailedMigrations {

	private final EnvironmentLocks locks;

	/**
	 * Create a finder for the environments of one application.
	 * @param locks their locks
	 */
	public FailedMigrations(EnvironmentLocks locks) {
		this.locks = locks;
	}

	/**
	 * Find them with one small read of the history, a second one of the lock if a
	 * migration has begun and not ended, and a third one if the lock is free.
	 * @param environment the environment
	 * @return those in the state {@link MigrationState#FAILED}, and those in the state
	 * {@link MigrationState#PROCESSING} that no process is running, except those in the
	 * background, which an instance continues, and those that are paused
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
		List<MigrationRecord> found = read(environment, database,
				Filters.in("state", MigrationState.FAILED.name(), MigrationState.PROCESSING.name()));
		List<MigrationRecord> problems = new ArrayList<>(
				found.stream().filter((record) -> record.is(MigrationState.FAILED)).toList());
		List<MigrationRecord> begun = found.stream().filter((record) -> record.is(MigrationState.PROCESSING)).toList();
		if (!begun.isEmpty()) {
			Optional<LockHolder> holder = this.locks.of(environment).holder();
			problems.addAll(unchanged(environment, database,
					begun.stream()
						.filter((record) -> !record.isInBackground() && record.pause() == null)
						.filter((record) -> holder.isEmpty() || !record.isOf(holder.get().token()))
						.toList()));
		}
		return problems.stream()
			.map((record) -> record.statusInHistory()
				.with(record.is(MigrationState.PROCESSING) ? MigrationStatus.Activity.ABANDONED : null))
			.toList();
	}

	/**
	 * Read abandoned migrations again: their process may have ended them and released the
	 * lock after the first read.
	 */
	private static List<MigrationRecord> unchanged(Environment environment, MongoDatabase database,
			List<MigrationRecord> abandoned) {
		if (abandoned.isEmpty()) {
			return abandoned;
		}
		List<MigrationRecord> now = read(environment, database.withReadPreference(ReadPreference.primary()),
				Filters.eq("state", MigrationState.PROCESSING.name()));
		return abandoned.stream().filter(now::contains).toList();
	}

	private static List<MigrationRecord> read(Environment environment, MongoDatabase database, Bson filter) {
		List<MigrationRecord> records = new ArrayList<>();
		String collection = environment.historyCollection();
		for (Document document : database.getCollection(collection).find(filter)) {
			if (BatchPositions.isPosition(document)) {
				continue;
			}
			records.add(MigrationRecord.of(document, collection));
		}
		return records;
	}

}
