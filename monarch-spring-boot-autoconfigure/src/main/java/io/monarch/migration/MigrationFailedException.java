package io.monarch.migration;

import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

/**
 * A migration failed, or one that failed before stands in the way; with what the run did
 * until then.
 */
public final class MigrationFailedException extends MonarchException {

	private final MigrationResult result;

	MigrationFailedException(String message, String action, MigrationResult result, @Nullable Throwable cause) {
		super(Kind.FAILED, message, action, cause);
		this.result = result;
	}

	/**
	 * Return what the run did until it failed.
	 * @return the result
	 */
	public MigrationResult result() {
		return this.result;
	}

}
