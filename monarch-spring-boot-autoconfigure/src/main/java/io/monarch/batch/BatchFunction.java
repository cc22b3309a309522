package io.monarch.batch;

/**
 * Changes the documents of one batch.
 */
@FunctionalInterface
public interface BatchFunction {

	/**
	 * Change the documents of a batch. What it writes through the batch, and with the
	 * application's repositories, commits together with the position of the migration.
	 * @param batch the documents, and methods to change them
	 * @throws Exception if a document cannot be changed: nothing of the batch is written
	 */
	void process(Batch batch) throws Exception;

}
