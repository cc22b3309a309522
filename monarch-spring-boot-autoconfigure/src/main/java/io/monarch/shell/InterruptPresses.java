package io.monarch.shell;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers presses of Ctrl-C: two within two seconds, without a line in between, end the
 * shell.
 */
final class InterruptPresses {

	private static final long TWICE_NANOS = Duration.ofSeconds(2).toNanos();

	private static final long NEVER = 0;

	private final LongSupplier clock;

	private final AtomicLong last = new AtomicLong(NEVER);

	/**
	 * Create without any.
	 * @param clock gives nanoseconds, but never 0
	 */
	InterruptPresses(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Add a press.
	 * @return whether it is the second
	 */
	boolean add() {
		long now = this.clock.getAsLong();
		long before = this.last.getAndSet(now);
		return before != NEVER && now - before < TWICE_NANOS;
	}

	void forget() {
		this.last.set(NEVER);
	}

}
