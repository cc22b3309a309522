package io.monarch.lock;

import java.time.Duration;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The durations of a lock.
 *
 * @param lease the time after which the lock of a dead holder expires, by the server's
 * clock
 * @param renewalDeadline the time for which a holder continues without a successful
 * renewal
 * @param renewalInterval the interval between renewals
 * @param waitTime the time to wait for a lock that another process holds
 */
public record LockSettings(Duration lease, Duration renewalDeadline, Duration renewalInterval, Duration waitTime) {

	/**
	 * Check that a holder gives up before another process can acquire its lock.
	 */
	public LockSettings {
		positive("lease", lease);
		positive("renewal-deadline", renewalDeadline);
		positive("renewal-interval", renewalInterval);
		if (waitTime.isNegative()) {
			throw invalid("wait", waitTime, "must not be negative");
		}
		if (lease.compareTo(renewalDeadline) <= 0) {
			throw invalid("lease", lease, "must be longer than the renewal deadline of " + renewalDeadline.toMillis()
					+ " ms, so that a holder gives up before another one can take over");
		}
		if (renewalDeadline.compareTo(renewalInterval) <= 0) {
			throw invalid("renewal-deadline", renewalDeadline,
					"must be longer than the renewal interval of " + renewalInterval.toMillis() + " ms");
		}
	}

	private static void positive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw invalid(property, value, "must be positive");
		}
	}

	private static MonarchException invalid(String property, Duration value, String rule) {
		return new MonarchException(Kind.BAD_INPUT,
				"monarch.migration.lock." + property + " is " + value.toMillis() + " ms, but " + rule + ".",
				"Correct monarch.migration.lock." + property + " or remove it: the defaults are lease=30s, "
						+ "renewal-deadline=20s, renewal-interval=5s.");
	}

}
