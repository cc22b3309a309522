package io.monarch.environment;

/**
 * The names of the collections that Monarch keeps in every database that it works with.
 */
public final class MonarchCollections {

	/** Holds the lock of the database. It is never copied or backed up. */
	public static final String LOCK = "monarch_lock";

	/**
	 * Holds the history of migrations where {@code monarch.migration.collection} names no
	 * other collection. It describes the data, so it always goes where the data goes.
	 * @see Environment#historyCollection()
	 */
	public static final String HISTORY = "monarch_migrations";

	private MonarchCollections() {
	}

}
