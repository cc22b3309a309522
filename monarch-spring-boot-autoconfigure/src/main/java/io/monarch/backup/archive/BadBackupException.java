package io.monarch.backup.archive;

import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * A backup that cannot be restored, whatever is tried.
 */
public final class BadBackupException extends MonarchException {

	BadBackupException(String message, Throwable cause) {
		this(message, "Nothing was changed. Use another backup.", cause);
	}

	BadBackupException(String message, String action, @Nullable Throwable cause) {
		super(Kind.BAD_INPUT, message, action, cause);
	}

}
