package io.monarch.migration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the transaction of a migration cannot be committed and the last exception
 * of the driver does not contain the reason.
 */
final class TransactionFailedException extends RuntimeException {

	TransactionFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
