package io.monarch.rehearsal;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What was proven of one migration.
 *
 * @param id its id
 * @param completed whether it completed when nothing disturbed it
 * @param error its error, or {@code null}
 * @param survival whether it survives being killed
 * @param warnings what differed, and what else was found
 */
public record MigrationProof(String id, boolean completed, @Nullable String error, Survival survival,
		List<RehearsalWarning> warnings) {

	/**
	 * Copy the list.
	 */
	public MigrationProof {
		warnings = List.copyOf(warnings);
	}

	/**
	 * Tell whether it completed and nothing was found.
	 * @return whether the migration is good
	 */
	public boolean isGood() {
		return this.completed && this.warnings.isEmpty();
	}

}
