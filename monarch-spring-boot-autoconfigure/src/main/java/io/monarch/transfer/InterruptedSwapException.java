package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;

/**
 * A replacement was interrupted when it was committed already, or may have been: the
 * database is not as it was, or that is not known.
 */
final class InterruptedSwapException extends MonarchException {

	InterruptedSwapException(Environment environment, String message, Exception cause) {
		super(Kind.FAILED, message, "Run 'monarch recover " + environment.name()
				+ "', which shows what is left and completes it."
				+ " The next command that acquires the lock (migrate, copy-db, restore) tries to complete it, too.",
				cause);
	}

}
