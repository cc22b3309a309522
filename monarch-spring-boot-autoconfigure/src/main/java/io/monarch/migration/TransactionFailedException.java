package io.monarch.migration;

import com.mongodb.MongoException;

/**
 * Why the transaction of a migration cannot be committed, where what the driver threw
 * last does not tell.
 */
final class TransactionFailedException extends RuntimeException {

	TransactionFailedException(String message, MongoException cause) {
		super(message, cause);
	}

}
