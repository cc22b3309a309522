package io.monarch.batch;

/**
 * Is notified of the progress of batches.
 */
@FunctionalInterface
public interface BatchListener {

	/**
	 * Called at most once a second, and at the end.
	 * @param done the number of documents that are done, including earlier runs
	 * @param total the number of all documents, which is an estimate
	 */
	void progress(long done, long total);

}
