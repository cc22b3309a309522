package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;

/**
 * Thrown when a replacement is interrupted after its commit, or possibly after it: the
 * database has changed, or may have.
 */
final class InterruptedSwapException extends MonarchException {

	InterruptedSwapException(Environment environment, String message, Exception cause) {
		super(Kind.FAILED, message, "Run 'monarch recover " + environment.name()
				+ "', which shows what is left and completes it."
				+ " The next command that acquires the lock (migrate, copy-db, restore) tries to complete it, too.",
				cause);
	}

}
