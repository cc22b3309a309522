package io.monarch.lock;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import org.bson.BsonDocument;

/**
 * Recovers an environment from an interrupted replacement of its database. The next
 * holder of its lock does that first.
 */
@FunctionalInterface
public interface Recovery {

	/** Recovers nothing. */
	Recovery NONE = (environment, lease) -> {
	};

	/**
	 * Tell, without the lock, whether an environment must not be used before it is
	 * recovered.
	 * @param environment the environment
	 * @return whether it has to be recovered first
	 */
	default boolean isNeeded(Environment environment) {
		return false;
	}

	/**
	 * Tell whether an environment must not be used before it is recovered.
	 * @param lock the record of its lock
	 * @return whether it has to be recovered first
	 */
	default boolean isNeeded(BsonDocument lock) {
		return false;
	}

	/**
	 * Recover the environment.
	 * @param environment the environment
	 * @param lease its lock, which is held
	 * @throws MonarchException if it cannot be recovered and must not be used
	 * @throws InterruptedException if the lock was lost or the work cancelled
	 */
	void recover(Environment environment, Lease lease) throws InterruptedException;

}
