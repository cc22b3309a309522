package io.monarch.migration;

/**
 * The handling of a transactional migration if the server has no transactions.
 */
public enum Transactions {

	/** Fail the run before anything is run. */
	REQUIRED,

	/** Run it without one, with a warning. */
	IF_AVAILABLE

}
