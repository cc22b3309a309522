package io.monarch.environment;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The reaction to work that should stop and does not: the driver waits for a reply
 * indefinitely, and cannot be interrupted there.
 *
 * @param after the time to wait for the work to stop
 * @param action called then with the reason; it must not take long
 */
public record StuckWork(Duration after, Consumer<MonarchException> action) {

	/** Does nothing. */
	public static final StuckWork NONE = new StuckWork(Duration.ZERO, (reason) -> {
	});

}
