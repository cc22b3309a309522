package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What the rows of one migration say together.
 *
 * @param verdict what they say
 * @param why why, in words for a person
 * @param warning whether a person should look at it although it is decided
 * @param row the row that decides, which tells when it was and how long it took
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
	 * One row of a history, as far as tools have it in common.
	 *
	 * @param at when it was written
	 * @param duration how long the migration took
	 * @param type the name of its class
	 * @param error why it failed
	 */
	record Row(@Nullable Instant at, @Nullable Duration duration, @Nullable String type, @Nullable String error) {

	}

}
