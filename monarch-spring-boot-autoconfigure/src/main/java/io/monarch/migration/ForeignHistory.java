package io.monarch.migration;

/**
 * What to do if the history is empty, and the same database has the history of another
 * tool, or another one of Monarch with records of this application's migrations.
 */
public enum ForeignHistory {

	/** Run nothing, and say what to do. */
	REFUSE,

	/** Run the migrations: the other history belongs to another application. */
	IGNORE,

	/**
	 * Import the history of another tool first, as {@code import-history} does. Whatever
	 * that cannot decide, and a history of Monarch under another name, is refused.
	 */
	IMPORT

}
