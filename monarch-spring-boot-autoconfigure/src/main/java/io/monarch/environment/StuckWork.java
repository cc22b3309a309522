package io.monarch.environment;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What is done about work that should end and does not: the driver waits for an answer
 * without end, and is not to be interrupted there.
 *
 * @param after how long to wait for the end
 * @param action what is done then, with the reason; it is not to take long
 */
public record StuckWork(Duration after, Consumer<MonarchException> action) {

	/** Nothing is done. */
	public static final StuckWork NONE = new StuckWork(Duration.ZERO, (reason) -> {
	});

}
