package io.monarch.backup.archive;

import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown for a backup that cannot be restored at all.
 */
public final class BadBackupException extends MonarchException {

	BadBackupException(String message, Throwable cause) {
		this(message, "Nothing was changed. Use another backup.", cause);
	}

	BadBackupException(String message, String action, @Nullable Throwable cause) {
		super(Kind.BAD_INPUT, message, action, cause);
	}

}
