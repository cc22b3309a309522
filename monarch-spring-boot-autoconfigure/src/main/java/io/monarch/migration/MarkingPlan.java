package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The records that change when many migrations are marked at once, derived only from the
 * migrations and the history.
 *
 * @param changed the migrations whose records change, in order
 * @param undecided the records of those that failed or were abandoned, which a person has
 * to decide one by one
 */
record MarkingPlan(List<MigrationDefinition> changed, List<MigrationRecord> undecided) {

	/**
	 * Derive which records change.
	 * @param definitions the migrations of the environment, in order
	 * @param until the id of the last one, or {@code null} for all
	 * @param history the history of the environment
	 * @param as {@link MigrationState#COMPLETED} or {@link MigrationState#NEW}
	 */
	static MarkingPlan of(List<MigrationDefinition> definitions, @Nullable String until,
			Map<String, MigrationRecord> history, MigrationState as) {
		List<MigrationDefinition> changed = new ArrayList<>();
		List<MigrationRecord> undecided = new ArrayList<>();
		for (MigrationDefinition definition : definitions) {
			MigrationRecord record = history.get(definition.id());
			if (record != null && !record.is(MigrationState.COMPLETED) && !record.is(MigrationState.ROLLED_BACK)) {
				undecided.add(record);
			}
			else if ((as == MigrationState.COMPLETED) ? isPending(definition, record) : isCompleted(record)) {
				changed.add(definition);
			}
			if (definition.id().equals(until)) {
				break;
			}
		}
		return new MarkingPlan(List.copyOf(changed), List.copyOf(undecided));
	}

	private static boolean isPending(MigrationDefinition definition, @Nullable MigrationRecord record) {
		return record == null || record.is(MigrationState.ROLLED_BACK) || definition.isToBeRepeated(record);
	}

	private static boolean isCompleted(@Nullable MigrationRecord record) {
		return record != null && record.is(MigrationState.COMPLETED);
	}

	List<String> ids() {
		return this.changed.stream().map(MigrationDefinition::id).toList();
	}

	/**
	 * Check that none of them needs a decision, since marking would hide a failure.
	 */
	void requireDecided(Environment environment) {
		if (this.undecided.isEmpty()) {
			return;
		}
		List<String> ids = this.undecided.stream().map(MigrationRecord::id).toList();
		boolean one = ids.size() == 1;
		String verb = this.undecided.stream().allMatch((record) -> record.is(MigrationState.FAILED)) ? "failed"
				: this.undecided.stream().noneMatch((record) -> record.is(MigrationState.FAILED))
						? (one ? "was abandoned" : "were abandoned") : "failed or were abandoned";
		throw new MonarchException(Kind.REFUSED,
				(one ? "Migration '" : "The migrations '") + String.join("', '", ids) + "' " + verb + " on environment "
						+ environment.description() + ". Only a person can tell how much of " + (one ? "it" : "them")
						+ " is done.",
				"No migration was marked. Look at the data, mark " + (one ? "it by itself" : "each of them by itself")
						+ " ('monarch mark " + ids.get(0) + " " + environment.name()
						+ " --as completed' or '--as new'), then run this again." + environment.nameHint());
	}

}
