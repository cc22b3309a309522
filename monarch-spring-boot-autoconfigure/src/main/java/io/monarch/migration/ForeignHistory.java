package io.monarch.migration;

/**
 * What to do if the history is empty, and another history in the same database has
 * records of this application's migrations.
 */
public enum ForeignHistory {

	/** Run nothing, and say what to do. */
	REFUSE,

	/** Run the migrations: the other history belongs to another application. */
	IGNORE

}
