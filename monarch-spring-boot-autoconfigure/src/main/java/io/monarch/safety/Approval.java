package io.monarch.safety;

import io.monarch.environment.Environment;

/**
 * The proof that a destructive action on an environment was confirmed. Every replacement
 * and drop requires one, and only {@link Guard} can create it.
 */
public final class Approval {

	private final Environment environment;

	Approval(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Check that this approval is for an environment.
	 * @param target the environment to be changed
	 * @throws IllegalArgumentException if it is for a different one
	 */
	public void require(Environment target) {
		if (this.environment != target) {
			throw new IllegalArgumentException("The approval is for environment " + this.environment.description()
					+ " and not for " + target.description());
		}
	}

}
