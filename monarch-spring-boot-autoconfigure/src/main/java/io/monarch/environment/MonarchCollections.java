package io.monarch.environment;

/**
 * The names of the collections that Monarch creates in the databases that it works with.
 */
public final class MonarchCollections {

	/** Holds the lock of the database. It is never copied or backed up. */
	public static final String LOCK = "monarch_lock";

	/**
	 * Holds the history of migrations unless {@code monarch.migration.collection} names
	 * another collection. It describes the data, so it is always transferred with the
	 * data.
	 * @see Environment#historyCollection()
	 */
	public static final String HISTORY = "monarch_migrations";

	private MonarchCollections() {
	}

}
