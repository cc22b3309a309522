package io.monarch.lock;

import io.monarch.environment.Environment;
import io.monarch.environment.StuckWork;

/**
 * The locks of all environments, which are held, recovered and watched in the same way.
 */
public final class EnvironmentLocks {

	private final LockSettings settings;

	private final Recovery recovery;

	private final StuckWork stuckWork;

	/**
	 * Create the locks.
	 * @param settings how long they are held, renewed and waited for
	 * @param recovery what the next holder does first about an interrupted replacement
	 * @param stuckWork what is done about work that does not stop after it lost its lock
	 */
	public EnvironmentLocks(LockSettings settings, Recovery recovery, StuckWork stuckWork) {
		this.settings = settings;
		this.recovery = recovery;
		this.stuckWork = stuckWork;
	}

	/**
	 * Return the lock of an environment.
	 * @param environment the environment
	 * @return the lock
	 */
	public EnvironmentLock of(Environment environment) {
		return new EnvironmentLock(environment, this.settings, this.recovery, this.stuckWork);
	}

	/**
	 * Tell whether the next holder of the lock of an environment has to recover its
	 * database first.
	 * @param environment the environment
	 * @return whether it has to
	 */
	public boolean isRecoveryNeeded(Environment environment) {
		return this.recovery.isNeeded(environment);
	}

}
