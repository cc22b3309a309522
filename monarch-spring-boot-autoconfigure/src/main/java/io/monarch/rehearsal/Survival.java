package io.monarch.rehearsal;

/**
 * Whether a migration survives being killed at any point.
 */
public enum Survival {

	/** It runs in a transaction: all or nothing. */
	TRANSACTIONAL("yes, it is transactional"),

	/** Its author declares that it may run again from any point. */
	RESTARTABLE("yes, according to its author; not proven"),

	/** Stopped at its writes and run again, it reached the same result. */
	PROVEN("yes, it is restartable; proven"),

	/** It is a batch migration: the next start continues it after the last batch. */
	CONTINUES("continues after the last batch"),

	/** It is neither, so a person has to decide after it was killed. */
	NONE("no, a person then has to decide");

	private final String description;

	Survival(String description) {
		this.description = description;
	}

	/**
	 * Return a description for lists.
	 * @return the description
	 */
	public String description() {
		return this.description;
	}

}
