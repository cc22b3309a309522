package io.monarch.transfer;

/**
 * Writes one collection, in parts that are written at once.
 */
public interface CollectionWriter {

	/**
	 * Begin a part.
	 * @return the writer of its documents, to be used by one thread
	 */
	PartWriter part();

	/**
	 * End the collection, after all its parts are closed: build its indexes and check
	 * that it is complete.
	 * @return the summary
	 * @throws io.monarch.environment.MonarchException if it is not complete
	 * @throws InterruptedException if the transfer was cancelled
	 */
	CollectionSummary finish() throws InterruptedException;

}
