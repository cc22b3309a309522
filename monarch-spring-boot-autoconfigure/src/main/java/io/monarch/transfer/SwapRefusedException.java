package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.SwapPlan.Step;
import org.jspecify.annotations.Nullable;

/**
 * The server has refused a step of a committed swap, so the database is partly the old
 * one and partly the new one.
 */
final class SwapRefusedException extends MonarchException {

	SwapRefusedException(Environment environment, int number, int steps, @Nullable Step step, RuntimeException cause) {
		super(Kind.FAILED,
				"The database of environment " + environment.description()
						+ " is partly the old one and partly the new one: the server refused "
						+ ((step != null) ? "step " + number + " of " + steps + ", to " + step.description()
								: "the first of " + steps + " steps")
						+ " (" + cause.getMessage() + ").",
				"Fix the cause and run 'monarch recover " + environment.name()
						+ "', which tries again; or replace the whole database by another copy or backup.",
				cause);
	}

}
