package io.monarch.migration;

/**
 * The handling of a new migration that is older than the last one applied.
 */
public enum OutOfOrder {

	/** Run it, with a warning. */
	RUN,

	/** Fail the run before anything is run. */
	FAIL,

	/** Do not run it. */
	IGNORE

}
