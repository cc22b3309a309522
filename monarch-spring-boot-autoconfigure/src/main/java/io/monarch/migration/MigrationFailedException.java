package io.monarch.migration;

import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a migration fails, or an earlier failure blocks the run. Contains the
 * result of the run so far.
 */
public final class MigrationFailedException extends MonarchException {

	private final MigrationResult result;

	MigrationFailedException(String message, String action, MigrationResult result, @Nullable Throwable cause) {
		super(Kind.FAILED, message, action, cause);
		this.result = result;
	}

	/**
	 * Return the result of the run until it failed.
	 * @return the result
	 */
	public MigrationResult result() {
		return this.result;
	}

}
