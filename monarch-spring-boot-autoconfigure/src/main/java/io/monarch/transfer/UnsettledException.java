package io.monarch.transfer;

import io.monarch.environment.MonarchException;

/**
 * A replacement was cut short when it was decided already, or may have been: the database
 * is not as it was, or nobody knows.
 */
final class UnsettledException extends MonarchException {

	UnsettledException(String message, Exception cause) {
		super(Kind.FAILED, message,
				"The next command that takes its lock (migrate, copy-db, restore) settles that before anything else.",
				cause);
	}

}
