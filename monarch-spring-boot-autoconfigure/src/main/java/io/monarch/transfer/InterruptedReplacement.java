package io.monarch.transfer;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A replacement of a database that was interrupted.
 *
 * @param run the run that its staging collections are named after
 * @param source what the new data comes from, in words
 * @param since when it was begun, or {@code null} where that is not known
 * @param kind how the database was being replaced
 * @param done the steps that are done, in words
 * @param left the steps that are left, in words
 * @param outcome what the database would be if the steps that are left were abandoned
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
	 * Tell whether the steps that are left can be abandoned: the database is then the old
	 * or the new one, or its plan cannot be read and an administrator decides.
	 * @return whether they can
	 */
	public boolean isAbandonable() {
		return this.outcome != Outcome.MIXED || this.kind == Kind.UNKNOWN;
	}

	/**
	 * How a database is replaced.
	 */
	public enum Kind {

		/** By staged collections that are put in the place of the old ones. */
		SWAP,

		/** In place, where the old data is dropped first. */
		IN_PLACE,

		/** By a swap whose plan is missing or malformed. */
		UNKNOWN

	}

	/**
	 * What a database is without the steps that are left.
	 */
	public enum Outcome {

		/** The old database: no step has changed anything. */
		OLD,

		/** The new database, beside which some old collections stay. */
		NEW,

		/** Neither, so the steps that are left cannot be abandoned. */
		MIXED

	}

}
