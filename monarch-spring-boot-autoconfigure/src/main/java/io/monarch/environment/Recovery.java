package io.monarch.environment;

/**
 * Puts in order what a process that died has left in an environment, for whoever takes
 * its lock next.
 */
@FunctionalInterface
public interface Recovery {

	/**
	 * Put the environment in order.
	 * @param environment the environment
	 * @param lease its lock, which is held
	 * @throws MonarchException if it cannot be put in order, and must not be used
	 * @throws InterruptedException if the lock was lost or the work cancelled
	 */
	void recover(Environment environment, Lease lease) throws InterruptedException;

}
