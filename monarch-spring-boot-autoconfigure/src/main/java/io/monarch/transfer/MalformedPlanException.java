package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the plan of a committed swap is missing, or differs from the committed one.
 */
final class MalformedPlanException extends MonarchException {

	MalformedPlanException(Environment environment, String source, String plan, @Nullable Exception cause) {
		super(Kind.FAILED,
				"The plan by which " + source + " replaces the database of environment " + environment.description()
						+ " is missing or malformed (collection '" + plan + "'), so the swap cannot be completed.",
				"Run 'monarch recover " + environment.name() + "', which shows what is left.", cause);
	}

}
