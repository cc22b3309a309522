package io.monarch.transfer;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A replacement of a database that was interrupted.
 *
 * @param run the run after which its staging collections are named
 * @param source the description of the source
 * @param since the time at which it began, or {@code null} if that is not known
 * @param kind the kind of the replacement
 * @param done the descriptions of the completed steps
 * @param left the descriptions of the remaining steps
 * @param outcome the state of the database if the remaining steps were abandoned
 */
public record InterruptedReplacement(String run, String source, @Nullable Instant since, Kind kind, List<String> done,
		List<String> left, Outcome outcome) {

	/**
	 * Copy the lists.
	 */
	public InterruptedReplacement {
		done = List.copyOf(done);
		left = List.copyOf(left);
	}

	/**
	 * Tell whether the remaining steps can be abandoned: the database is then the old or
	 * the new one, or the plan cannot be read and an administrator decides.
	 * @return whether they can
	 */
	public boolean isAbandonable() {
		return this.outcome != Outcome.MIXED || this.kind == Kind.UNKNOWN;
	}

	/**
	 * The kinds of replacements.
	 */
	public enum Kind {

		/** A swap of staging collections for the old ones. */
		SWAP,

		/** In place: the old data is dropped first. */
		IN_PLACE,

		/** A swap whose plan is missing or malformed. */
		UNKNOWN

	}

	/**
	 * The state of a database without the remaining steps.
	 */
	public enum Outcome {

		/** The old database: no step has changed anything. */
		OLD,

		/** The new database, with some old collections remaining. */
		NEW,

		/** Neither, so the remaining steps cannot be abandoned. */
		MIXED

	}

}
