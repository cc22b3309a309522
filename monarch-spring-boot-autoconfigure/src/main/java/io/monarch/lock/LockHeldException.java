package io.monarch.lock;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;

/**
 * Thrown when another process holds the lock of an environment.
 */
public final class LockHeldException extends MonarchException {

	private final LockHolder holder;

	LockHeldException(Environment environment, LockHolder holder) {
		super(Kind.BUSY, "The lock of environment " + environment.description() + " is held by " + holder + ".",
				"Wait until that process is done and try again. If it has died, the lock expires at the time given, "
						+ "or remove it with 'monarch unlock " + environment.name() + "'.");
		this.holder = holder;
	}

	/**
	 * Return the holder of the lock.
	 * @return the holder
	 */
	public LockHolder holder() {
		return this.holder;
	}

}
