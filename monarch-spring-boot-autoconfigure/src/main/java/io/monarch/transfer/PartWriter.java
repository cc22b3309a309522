package io.monarch.transfer;

/**
 * Writes the documents of one part of a collection. It throws
 * {@link io.monarch.environment.MonarchException}, never an exception of the driver,
 * which the source would consider its own.
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
