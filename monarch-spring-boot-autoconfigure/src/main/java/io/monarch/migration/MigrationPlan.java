package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The plan of a run, derived only from the migrations and the history.
 *
 * @param pending the migrations to run, in order
 * @param blocking the records of migrations that failed or were abandoned and need a
 * decision
 * @param outOfOrder the ids of new migrations that are older than the last one applied
 * @param outdated the records of repeatable migrations that a newer version of the
 * application has completed in a newer version than this one has
 */
record MigrationPlan(List<MigrationDefinition> pending, List<MigrationRecord> blocking, List<String> outOfOrder,
		List<MigrationRecord> outdated) {

	/**
	 * Derive the plan of an environment.
	 * @param known all migrations of the application: records of others, such as deleted
	 * ones, do not affect the order of these
	 * @param history the history of the environment
	 * @param policy the handling of those that are out of order
	 */
	static MigrationPlan of(List<MigrationDefinition> known, String environment, Map<String, MigrationRecord> history,
			OutOfOrder policy) {
		List<MigrationDefinition> pending = new ArrayList<>();
		List<MigrationRecord> blocking = new ArrayList<>();
		List<String> outOfOrder = new ArrayList<>();
		List<MigrationRecord> outdated = new ArrayList<>();
		// A repeatable migration runs again after later ones, so its place does not
		// matter.
		Optional<MigrationDefinition> last = known.stream()
			.filter((definition) -> !definition.isRepeatable() && isCompleted(history.get(definition.id())))
			.max(MigrationDefinition.ORDER);
		for (MigrationDefinition definition : known) {
			if (!definition.appliesTo(environment)) {
				continue;
			}
			MigrationRecord record = history.get(definition.id());
			if (record == null) {
				boolean late = !definition.isRepeatable() && last.isPresent()
						&& MigrationDefinition.ORDER.compare(definition, last.get()) < 0;
				if (late) {
					outOfOrder.add(definition.id());
				}
				if (!late || policy != OutOfOrder.IGNORE) {
					pending.add(definition);
				}
			}
			else if (record.is(MigrationState.ROLLED_BACK) || runsAgain(definition, record)
					|| definition.isToBeRepeated(record)) {
				pending.add(definition);
			}
			else if (definition.isOutdated(record)) {
				outdated.add(record);
			}
			else if (!record.is(MigrationState.COMPLETED)) {
				blocking.add(record);
			}
		}
		return new MigrationPlan(List.copyOf(pending), List.copyOf(blocking), List.copyOf(outOfOrder),
				List.copyOf(outdated));
	}

	private static boolean isCompleted(@Nullable MigrationRecord record) {
		return record != null && record.is(MigrationState.COMPLETED);
	}

	/**
	 * Tell whether a failed or abandoned migration may run again without a decision.
	 */
	private static boolean runsAgain(MigrationDefinition definition, MigrationRecord record) {
		return (record.is(MigrationState.FAILED) || record.is(MigrationState.PROCESSING)) && !record.isOfRollback()
				&& (definition.restartable() || record.isTransactional());
	}

	boolean isDone() {
		return this.pending.isEmpty() && this.blocking.isEmpty();
	}

	List<String> pendingIds() {
		return this.pending.stream().map(MigrationDefinition::id).toList();
	}

}
