package io.monarch.safety;

import io.monarch.environment.Environment;

/**
 * That a loss in one environment was confirmed. Whatever overwrites or drops demands one,
 * and only {@link Guard} can give it.
 */
public final class Approval {

	private final Environment environment;

	Approval(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Check that this approval is for an environment.
	 * @param target the environment that is about to be changed
	 * @throws IllegalArgumentException if it is for another one
	 */
	public void require(Environment target) {
		if (this.environment != target) {
			throw new IllegalArgumentException("The approval is for environment " + this.environment.description()
					+ " and not for " + target.description());
		}
	}

}
