package io.monarch.faults;

import java.util.regex.Pattern;

import io.monarch.faults.SampleProcess.Outcome;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may be said when something went wrong.
 */
final class Messages {

	private static final Pattern STACK_TRACE = Pattern.compile("(?m)^\\s+at [\\w.$/@]+\\(");

	private static final Pattern BARE_EXCEPTION = Pattern.compile("(?m)^\\w+Exception\\b");

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
		assertThat(outcome.err()).as("%s", outcome).doesNotContain("Interrupted", "null");
		if (!outcome.succeeded()) {
			assertThat(outcome.err().strip().lines().count()).as("%s", outcome).isGreaterThanOrEqualTo(2);
		}
		if (!outcome.out().isBlank() && outcome.words().contains("json")) {
			Document.parse(outcome.out());
		}
	}

}
