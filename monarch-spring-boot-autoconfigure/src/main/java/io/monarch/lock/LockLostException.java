package io.monarch.lock;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the lock was lost while it was needed. Nothing more may be written under
 * it.
 */
public final class LockLostException extends MonarchException {

	LockLostException(Environment environment, String reason, @Nullable Throwable cause) {
		super(Kind.FAILED, "The lock of environment " + environment.description() + " was lost: " + reason + ".",
				"This process recorded nothing more. See 'monarch list-migrations " + environment.name()
						+ "' for what another process has done since.",
				cause);
	}

}
