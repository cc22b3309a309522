package io.monarch.migration;

/**
 * What to do with a new migration that is older than the last one applied.
 */
public enum OutOfOrder {

	/** Run it, with a warning. */
	RUN,

	/** Fail the run before anything is run. */
	FAIL,

	/** Leave it out. */
	IGNORE

}
