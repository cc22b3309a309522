package io.monarch.faults;

import java.util.regex.Pattern;

import io.monarch.faults.SampleProcess.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may be said when something went wrong.
 */
final class Messages {

	private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/@]+\\(");

	private static final Pattern BARE_EXCEPTION = Pattern.compile("(?m)^\\w+Exception\\b");

	/** The driver's word to a thread that was interrupted, and what is missing. */
	private static final Pattern WORDS_OF_CODE = Pattern.compile("Interrupted (while|waiting)|\\bnull[.,]");

	private Messages() {
	}

	/**
	 * Check that a failure is told in words, with a next step, and that what is for
	 * machines can be read by them.
	 */
	static void check(Outcome outcome) {
		if (outcome.killed()) {
			return;
		}
		assertThat(outcome.exit()).as("%s", outcome).isIn(0, 1, 2, 4);
		assertThat(STACK_TRACE.matcher(outcome.err()).find()).as("a stack trace in %s", outcome).isFalse();
		assertThat(BARE_EXCEPTION.matcher(outcome.err()).find()).as("a bare exception in %s", outcome).isFalse();
		assertThat(WORDS_OF_CODE.matcher(outcome.err()).find()).as("words of the code in %s", outcome).isFalse();
		if (outcome.exit() == 2) {
			assertThat(outcome.err()).as("what was asked for is good").contains("cannot be reached");
		}
		if (!outcome.succeeded()) {
			assertThat(outcome.err().strip().lines().count()).as("%s", outcome).isGreaterThanOrEqualTo(2);
		}
		if (!outcome.out().isBlank() && outcome.words().contains("json")) {
			var unused = outcome.json();
		}
	}

}
