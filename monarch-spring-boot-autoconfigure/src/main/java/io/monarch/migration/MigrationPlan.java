package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The plan of a run, derived only from the migrations and the history.
 *
 * @param order the migrations to run, in order
 * @param blocking the records of migrations that failed or were abandoned and need a
 * decision
 * @param outOfOrder the ids of new migrations that are older than the last one applied
 * @param outdated the records of repeatable migrations that a newer version of the
 * application has completed in a newer version than this one has
 * @param failedInBackground the records of migrations in the background that failed, need
 * a decision and block no other migration
 */
record MigrationPlan(RunOrder order, List<MigrationRecord> blocking, List<String> outOfOrder,
		List<MigrationRecord> outdated, List<MigrationRecord> failedInBackground) {

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
		List<MigrationRecord> inBackground = new ArrayList<>();
		// A repeatable migration runs again after later ones, so its place does not
		// matter.
		Optional<MigrationDefinition> last = known.stream()
			.filter((definition) -> hasPlace(definition) && isCompleted(history.get(definition.id())))
			.max(MigrationDefinition.ORDER);
		for (MigrationDefinition definition : known) {
			if (!definition.appliesTo(environment)) {
				continue;
			}
			MigrationRecord record = history.get(definition.id());
			if (record == null) {
				boolean late = hasPlace(definition) && last.isPresent()
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
				(definition.isInBackground() ? inBackground : blocking).add(record);
			}
		}
		RunOrder order = RunOrder.of(pending);
		Set<String> needed = RunOrder.needed(order.foreground(), known);
		inBackground.stream().filter((record) -> needed.contains(record.id())).forEach(blocking::add);
		inBackground.removeAll(blocking);
		return new MigrationPlan(order.without(ids(blocking, inBackground), known), List.copyOf(blocking),
				List.copyOf(outOfOrder), List.copyOf(outdated), List.copyOf(inBackground));
	}

	private static Set<String> ids(List<MigrationRecord> some, List<MigrationRecord> others) {
		return Stream.concat(some.stream(), others.stream()).map(MigrationRecord::id).collect(Collectors.toSet());
	}

	/**
	 * Tell whether the order of the ids says when a migration runs.
	 */
	private static boolean hasPlace(MigrationDefinition definition) {
		return !definition.isRepeatable() && !definition.isInBackground();
	}

	private static boolean isCompleted(@Nullable MigrationRecord record) {
		return record != null && record.is(MigrationState.COMPLETED);
	}

	/**
	 * Tell whether a failed or abandoned migration may run again without a decision.
	 */
	private static boolean runsAgain(MigrationDefinition definition, MigrationRecord record) {
		return (record.is(MigrationState.FAILED) || record.is(MigrationState.PROCESSING)) && !record.isOfRollback()
				&& (definition.restartable() || record.isTransactional() || record.isToBeContinued(definition));
	}

	/**
	 * Return all pending migrations in order.
	 */
	List<MigrationDefinition> pending() {
		return Stream.concat(this.order.foreground().stream(), this.order.background().stream()).toList();
	}

	/**
	 * Tell whether nothing has to run before the application is ready.
	 */
	boolean isDone() {
		return this.order.foreground().isEmpty() && this.blocking.isEmpty();
	}

	List<String> pendingIds() {
		return pending().stream().map(MigrationDefinition::id).toList();
	}

}
