package io.monarch.migration;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import com.mongodb.MongoException;
import io.monarch.environment.Environment;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockHolder;
import io.monarch.lock.LockHolder.Progress;
import io.monarch.lock.UnreadableLockException;
import io.monarch.migration.MigrationStatus.Activity;

/**
 * The history of an environment, with the activity of migrations that have begun.
 *
 * @param records the records, by id
 * @param activities the activity of migrations that have begun, by id
 */
record HistoryView(Map<String, MigrationRecord> records, Map<String, Activity> activities) {

	private static final int UNAUTHORIZED = 13;

	/** A process can end one migration and begin the next while this reads. */
	private static final int TRIES = 3;

	/**
	 * Read the history, and the lock if a migration has begun.
	 */
	static HistoryView read(Environment environment, EnvironmentLocks locks) {
		Map<String, MigrationRecord> records = MigrationHistory.read(environment);
		for (int i = 0; i < TRIES && records.values().stream().anyMatch(HistoryView::isBegun); i++) {
			Optional<LockHolder> holder;
			try {
				holder = locks.of(environment).holder();
			}
			catch (UnreadableLockException ex) {
				return new HistoryView(records, Map.of());
			}
			catch (MongoException ex) {
				if (ex.getCode() == UNAUTHORIZED) {
					return new HistoryView(records, Map.of());
				}
				throw ex;
			}
			Map<String, Activity> activities = new HashMap<>();
			records.values()
				.stream()
				.filter(HistoryView::isBegun)
				.forEach((record) -> activities.put(record.id(), activity(record, holder)));
			if (activities.values().stream().allMatch(Activity::running)) {
				return new HistoryView(records, activities);
			}
			// Its process may have ended it and released the lock since.
			Map<String, MigrationRecord> now = MigrationHistory.read(environment);
			if (now.equals(records)) {
				return new HistoryView(records, activities);
			}
			records = now;
		}
		return new HistoryView(records, Map.of());
	}

	private static boolean isBegun(MigrationRecord record) {
		return record.is(MigrationState.PROCESSING);
	}

	private static Activity activity(MigrationRecord record, Optional<LockHolder> holder) {
		if (holder.isEmpty() || !record.isOf(holder.get().token())) {
			return Activity.ABANDONED;
		}
		Progress progress = holder.get().progress();
		if (progress == null || !progress.work().equals(record.id())) {
			return new Activity(true, holder.get().owner(), 0, 0, 0);
		}
		return new Activity(true, holder.get().owner(), progress.done(), progress.total(), progress.perSecond());
	}

}
