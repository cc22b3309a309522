package io.monarch.transfer;

import com.mongodb.MongoException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.lock.Lease;

/**
 * Thrown when a replacement in place stops after the old data was dropped, or may have
 * been.
 */
final class IncompleteException extends MonarchException {

	private IncompleteException(Environment environment, String from, String why, Exception cause) {
		super(Kind.FAILED,
				"The database of environment " + environment.description()
						+ " is incomplete: replacing it in place from " + from + " stopped" + why + ".",
				"Old data may be gone. Run the same command again, or replace the database with another copy or "
						+ "backup.",
				cause);
	}

	/**
	 * Create from the failure that stopped the replacement.
	 */
	static IncompleteException of(Environment environment, String from, Lease lease, Exception failure) {
		Exception cause = lease.explain(failure);
		if (Interruption.isCauseOf(cause)) {
			Thread.currentThread().interrupt();
			return new IncompleteException(environment, from, ", since it was cancelled", cause);
		}
		Exception known = (cause instanceof MongoException mongo) ? EnvironmentException.of(environment, mongo) : cause;
		String why = (known instanceof SwapRefusedException refused) ? refused.reason() : known.getMessage();
		return new IncompleteException(environment, from, " (" + why + ")", cause);
	}

}
