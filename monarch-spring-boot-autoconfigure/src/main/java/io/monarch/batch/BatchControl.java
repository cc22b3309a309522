package io.monarch.batch;

/**
 * Decides between two batches whether the work continues.
 */
@FunctionalInterface
public interface BatchControl {

	/**
	 * Return when the next batch may begin. It waits while the migration is paused.
	 * @throws BatchesStoppedException if the work has to stop here and continue later
	 * @throws InterruptedException if the thread was interrupted
	 */
	void beforeBatch() throws BatchesStoppedException, InterruptedException;

}
