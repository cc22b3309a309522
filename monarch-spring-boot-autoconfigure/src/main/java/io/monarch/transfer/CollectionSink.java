package io.monarch.transfer;

import java.util.Set;

/**
 * Where collections go to: a database or a backup. Nothing of it can be seen until it is
 * complete.
 */
public interface CollectionSink extends AutoCloseable {

	/**
	 * Tell whether several collections may be written at once.
	 * @return whether they may
	 */
	boolean isConcurrent();

	/**
	 * Return about how large a part of a collection is best: small where parts are
	 * written at once, large where that is done anyway.
	 * @return the bytes
	 */
	long partBytes();

	/**
	 * Begin a collection.
	 * @param collection the collection
	 * @return what takes its documents
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
	 * End; where it is not complete, nothing remains.
	 */
	@Override
	void close();

}
