package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.SwapPlan.Step;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a step of a committed swap cannot be performed, so that the database may
 * contain partly old and partly new data.
 */
final class SwapRefusedException extends MonarchException {

	private final String reason;

	/**
	 * Create for a step that the server refused.
	 */
	SwapRefusedException(Environment environment, int number, int steps, @Nullable Step step, RuntimeException cause) {
		super(Kind.FAILED,
				"The database of environment " + environment.description()
						+ " is partly the old one and partly the new one: the server refused "
						+ refused(number, steps, step, cause) + ".",
				"Fix the cause and run 'monarch recover " + environment.name()
						+ "', which tries again; or replace the whole database with another copy or backup.",
				cause);
		this.reason = "the server refused " + refused(number, steps, step, cause);
	}

	/**
	 * Create for a step whose new documents are gone.
	 */
	SwapRefusedException(Environment environment, int number, int steps, Step step) {
		super(Kind.FAILED, "The database of environment " + environment.description()
				+ " cannot become the new one: step " + number + " of " + steps + ", to " + step.description()
				+ ", cannot be done, since its staging collection '" + step.staging() + "' was dropped or replaced.",
				"Run 'monarch recover " + environment.name()
						+ "', which shows what is left; or replace the whole database with another copy or backup.");
		this.reason = "step " + number + " of " + steps + " cannot be done";
	}

	private static String refused(int number, int steps, @Nullable Step step, RuntimeException cause) {
		return ((step != null) ? "step " + number + " of " + steps + ", to " + step.description()
				: "the first of " + steps + " steps") + " (" + cause.getMessage() + ")";
	}

	/**
	 * Return the refused step and the reason, without the effect on the database.
	 */
	String reason() {
		return this.reason;
	}

}
