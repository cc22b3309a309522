package io.monarch.transfer;

/**
 * Takes the documents of one part of a collection. What it throws is a
 * {@link io.monarch.environment.MonarchException}, never one of the driver, since the
 * source takes those for its own.
 */
public interface PartWriter {

	/**
	 * Write documents.
	 * @param batch the documents
	 * @throws InterruptedException if the transfer was cancelled
	 */
	void write(DocumentBatch batch) throws InterruptedException;

	/**
	 * End the part, after all its documents are written.
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default void end() throws InterruptedException {
	}

}
