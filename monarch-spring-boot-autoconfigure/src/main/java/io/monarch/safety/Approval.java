package io.monarch.safety;

import io.monarch.environment.Environment;

/**
 * The proof that a destructive action on an environment was confirmed. Every replacement
 * and drop requires one, and only {@link Guard} can create it. The exception is a
 * temporary database of Monarch's own, where nothing of a user can be lost.
 */
public final class Approval {

	private final Environment environment;

	Approval(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Create an approval for a temporary database of Monarch's own.
	 * @param scratch the environment of the database
	 * @return the approval
	 * @throws IllegalArgumentException if the database is not Monarch's own
	 */
	public static Approval ofScratch(Environment scratch) {
		if (!scratch.isScratch()) {
			throw new IllegalArgumentException(scratch.description() + " is not a temporary database of Monarch's own");
		}
		return new Approval(scratch);
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
