package io.monarch.migration;

/**
 * The handling of an empty history if the same database has the history of another tool,
 * or another history of Monarch with records of this application's migrations.
 */
public enum ForeignHistory {

	/** Run nothing, and fail with instructions. */
	REFUSE,

	/** Run the migrations: the other history belongs to another application. */
	IGNORE,

	/**
	 * Import the history of another tool first, as {@code import-history} does. Undecided
	 * entries, and a history of Monarch under another name, are refused.
	 */
	IMPORT

}
