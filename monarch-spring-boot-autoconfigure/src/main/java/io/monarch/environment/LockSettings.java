package io.monarch.environment;

import java.time.Duration;

import io.monarch.environment.MonarchException.Kind;

/**
 * How long a lock is held, renewed and waited for.
 *
 * @param lease how long a lock outlives a holder that has died, by the server's clock
 * @param renewalDeadline how long a holder goes on without being able to renew
 * @param renewalInterval how often a holder renews
 * @param waitTime how long to wait for a lock that someone else holds
 * @param recovery what is done first by whoever has taken a lock
 * @param abandonment what is done about work that goes on without its lock
 */
public record LockSettings(Duration lease, Duration renewalDeadline, Duration renewalInterval, Duration waitTime,
		Recovery recovery, Abandonment abandonment) {

	/**
	 * Create settings for what has nothing to put in order first.
	 * @param lease how long a lock outlives a holder that has died, by the server's clock
	 * @param renewalDeadline how long a holder goes on without being able to renew
	 * @param renewalInterval how often a holder renews
	 * @param waitTime how long to wait for a lock that someone else holds
	 */
	public LockSettings(Duration lease, Duration renewalDeadline, Duration renewalInterval, Duration waitTime) {
		this(lease, renewalDeadline, renewalInterval, waitTime, (environment, held) -> {
		}, Abandonment.NONE);
	}

	/**
	 * Check that a holder gives up before anyone else can take its lock.
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

	/**
	 * Return the same settings for whoever has to put things in order first.
	 * @param first what is done first
	 * @return the settings
	 */
	public LockSettings with(Recovery first) {
		return new LockSettings(this.lease, this.renewalDeadline, this.renewalInterval, this.waitTime, first,
				this.abandonment);
	}

	/**
	 * Return the same settings with something done about work that goes on without its
	 * lock.
	 * @param what what is done
	 * @return the settings
	 */
	public LockSettings with(Abandonment what) {
		return new LockSettings(this.lease, this.renewalDeadline, this.renewalInterval, this.waitTime, this.recovery,
				what);
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
