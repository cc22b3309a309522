package io.monarch.lock;

import io.monarch.environment.MonarchException;

/**
 * Thrown when the record of a lock is malformed, or of a newer version of Monarch.
 */
public final class UnreadableLockException extends MonarchException {

	UnreadableLockException(String message, String action) {
		super(Kind.BAD_INPUT, message, action);
	}

}
