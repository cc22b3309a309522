package io.monarch.migration;

/**
 * What to do with a transactional migration where the server has no transactions.
 */
public enum Transactions {

	/** Fail the run before anything is run. */
	REQUIRED,

	/** Run it without one, and say so. */
	IF_AVAILABLE

}
