package io.monarch.testsupport;

import io.monarch.environment.StuckWork;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.lock.Recovery;

/**
 * Locks for tests of what needs no recovery.
 */
public final class TestLocks {

	private TestLocks() {
	}

	/**
	 * Return locks that recover nothing.
	 * @param settings how long they are held
	 * @return the locks
	 */
	public static EnvironmentLocks of(LockSettings settings) {
		return new EnvironmentLocks(settings, Recovery.NONE, StuckWork.NONE);
	}

}
