package io.monarch.environment;

/**
 * Puts in order what a process that died has left in an environment, for whoever takes
 * its lock next.
 */
@FunctionalInterface
public interface Recovery {

	/**
	 * Tell, without the lock, whether an environment must not be used before it is put in
	 * order.
	 * @param environment the environment
	 * @return whether it has to be put in order first
	 */
	default boolean isNeeded(Environment environment) {
		return false;
	}

	/**
	 * Put the environment in order.
	 * @param environment the environment
	 * @param lease its lock, which is held
	 * @throws MonarchException if it cannot be put in order, and must not be used
	 * @throws InterruptedException if the lock was lost or the work cancelled
	 */
	void recover(Environment environment, Lease lease) throws InterruptedException;

}
