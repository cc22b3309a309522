package io.monarch.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * Fails a start if some environments are not migrated, with their names and reasons.
 */
final class FailedEnvironments {

	/** The maximum number of environments in the message. */
	private static final int SHOWN = 10;

	private FailedEnvironments() {
	}

	/**
	 * Require that all environments are migrated.
	 * @throws MonarchException if some are not
	 */
	static void require(EnvironmentOutcomes<?> outcomes) {
		List<? extends EnvironmentOutcome<?>> failed = outcomes.failed();
		List<String> notBegun = outcomes.notBegun();
		if (failed.isEmpty() && notBegun.isEmpty()) {
			return;
		}
		if (failed.isEmpty()) {
			throw new MonarchException(Kind.FAILED,
					"The application is shutting down, so " + notBegun.size() + " of " + outcomes.outcomes().size()
							+ " environments are not migrated: " + EnvironmentOutcomes.list(notBegun) + ".",
					"Pending migrations run at the next start.");
		}
		StringBuilder message = new StringBuilder(failed.size() + " of " + outcomes.outcomes().size() + " environments "
				+ ((failed.size() == 1) ? "is" : "are") + " not migrated:");
		failed.stream()
			.limit(SHOWN)
			.forEach((each) -> message.append(" '")
				.append(each.environment())
				.append("': ")
				.append(Objects.requireNonNull(each.failure()).getMessage()));
		if (failed.size() > SHOWN) {
			message.append(" And ").append(failed.size() - SHOWN).append(" more, which the log names above.");
		}
		if (!notBegun.isEmpty()) {
			message.append(" ")
				.append(notBegun.size())
				.append(" more were not started: ")
				.append(EnvironmentOutcomes.list(notBegun))
				.append(".");
		}
		MonarchException first = Objects.requireNonNull(failed.get(0).failure());
		throw new MonarchException(outcomes.kind(), message.toString(),
				(failed.size() == 1) ? first.action() : "For '" + failed.get(0).environment() + "': " + first.action()
						+ " The log says what to do about each of the others.",
				first);
	}

}
