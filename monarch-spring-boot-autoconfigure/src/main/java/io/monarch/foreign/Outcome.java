package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The combined outcome of the rows of a migration.
 *
 * @param verdict the verdict
 * @param why the reason for users
 * @param warning whether a person should check it although it is decided
 * @param row the deciding row, which has the time and duration
 */
record Outcome(Verdict verdict, String why, boolean warning, @Nullable Row row) {

	static Outcome certain(Verdict verdict, String why, Row row) {
		return new Outcome(verdict, why, false, row);
	}

	static Outcome warned(Verdict verdict, String why, Row row) {
		return new Outcome(verdict, why, true, row);
	}

	static Outcome undecided(String why, @Nullable Row row) {
		return new Outcome(Verdict.UNDECIDED, why, false, row);
	}

	/**
	 * The common fields of rows in the histories of tools.
	 *
	 * @param at the time at which it was written
	 * @param duration the duration of the migration
	 * @param type the name of its class
	 * @param error its error
	 */
	record Row(@Nullable Instant at, @Nullable Duration duration, @Nullable String type, @Nullable String error) {

	}

}
