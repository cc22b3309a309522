package io.monarch.lock;

import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.StuckWork;
import org.bson.BsonDocument;

/**
 * The locks of all environments, with common settings, recovery and watchdog.
 */
public final class EnvironmentLocks {

	private final LockSettings settings;

	private final Recovery recovery;

	private final StuckWork stuckWork;

	/**
	 * Create the locks.
	 * @param settings the durations of locks
	 * @param recovery the recovery of an interrupted replacement by the next holder
	 * @param stuckWork the reaction to work that does not stop after it lost its lock
	 */
	public EnvironmentLocks(LockSettings settings, Recovery recovery, StuckWork stuckWork) {
		this.settings = settings;
		this.recovery = recovery;
		this.stuckWork = stuckWork;
	}

	/**
	 * Return the durations of the locks.
	 * @return the durations
	 */
	public LockSettings settings() {
		return this.settings;
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
	 * Return the holder of the lock of an environment.
	 * @param environment the environment
	 * @return the holder, or empty if the lock is free
	 * @throws MonarchException if the server does not answer, or the record of the lock
	 * cannot be parsed
	 */
	public Optional<LockHolder> holder(Environment environment) {
		return EnvironmentException.translating(environment, () -> of(environment).holder());
	}

	/**
	 * Remove the lock of an environment from its holder, regardless of its record.
	 * @param environment the environment
	 */
	public void unlock(Environment environment) {
		environment.requireWritable();
		EnvironmentException.translating(environment, () -> {
			of(environment).takeAway();
			return environment;
		});
	}

	/**
	 * Remove the lock of an environment from a holder that was shown.
	 * @param environment the environment
	 * @param holder the holder when the removal was confirmed
	 * @throws MonarchException if another process has acquired the lock since
	 */
	public void unlock(Environment environment, LockHolder holder) {
		environment.requireWritable();
		if (!EnvironmentException.translating(environment, () -> of(environment).takeAway(holder))) {
			throw new MonarchException(Kind.FAILED,
					"The lock of environment " + environment.description() + " is no longer held by " + holder.owner()
							+ ": another process has acquired it since, or its record was deleted. Nothing was "
							+ "changed.",
					"Run 'monarch unlock " + environment.name() + "' again to see who holds it.");
		}
	}

	/**
	 * Tell whether the next holder of the lock of an environment has to recover its
	 * database first, which then contains partly old and partly new data.
	 * @param environment the environment
	 * @return whether it has to
	 */
	public boolean isRecoveryNeeded(Environment environment) {
		return EnvironmentException.translating(environment, () -> this.recovery.isNeeded(environment));
	}

	/**
	 * Tell whether the next holder of a lock has to recover the database first.
	 * @param lock the record of the lock
	 * @return whether it has to
	 */
	public boolean isRecoveryNeeded(BsonDocument lock) {
		return this.recovery.isNeeded(lock);
	}

}
