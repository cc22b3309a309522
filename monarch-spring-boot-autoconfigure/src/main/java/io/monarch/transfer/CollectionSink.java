package io.monarch.transfer;

import java.util.Set;

/**
 * The destination of collections: a database or a backup. Nothing is visible until it is
 * complete.
 */
public interface CollectionSink extends AutoCloseable {

	/**
	 * Tell whether several collections may be written at once.
	 * @return whether they may
	 */
	boolean isConcurrent();

	/**
	 * Return the preferred size of a part of a collection: small if parts are written at
	 * once, large otherwise.
	 * @return the approximate number of bytes
	 */
	long partBytes();

	/**
	 * Begin a collection.
	 * @param collection the collection
	 * @return the writer of its documents
	 * @throws InterruptedException if the transfer was cancelled
	 */
	CollectionWriter open(CollectionDefinition collection) throws InterruptedException;

	/**
	 * Make everything visible, after all collections are finished.
	 * @param inconsistent the names of collections that were not read at the point in
	 * time of everything else
	 * @throws InterruptedException if the transfer was cancelled
	 */
	void complete(Set<String> inconsistent) throws InterruptedException;

	/**
	 * Close the sink. If it is not complete, nothing remains.
	 */
	@Override
	void close();

}
