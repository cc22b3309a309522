package io.monarch.migration;

import org.jspecify.annotations.Nullable;

/**
 * Why the transaction of a migration cannot be committed, where what the driver threw
 * last does not tell.
 */
final class TransactionFailedException extends RuntimeException {

	TransactionFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
