package io.monarch.transfer;

/**
 * Takes one collection, in parts that are written at once.
 */
public interface CollectionWriter {

	/**
	 * Begin a part.
	 * @return what takes its documents, to be used by one thread
	 */
	PartWriter part();

	/**
	 * End the collection, after all its parts are closed: build its indexes and check
	 * that it is whole.
	 * @return what was written
	 * @throws io.monarch.environment.MonarchException if it is not whole
	 * @throws InterruptedException if the transfer was cancelled
	 */
	CollectionSummary finish() throws InterruptedException;

}
