package io.monarch.transfer;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;

/**
 * Listens to the progress of a transfer, called by several threads at once.
 */
public interface TransferListener {

	/**
	 * Called when the transfer waits for the lock of the target.
	 * @param environment the target
	 * @param holder the holder of the lock
	 */
	default void waiting(Environment environment, LockHolder holder) {
	}

	/**
	 * Called when the lock of the target is acquired.
	 */
	default void locked() {
	}

	/**
	 * Called when the collections to transfer are known.
	 * @param collections the collections, with estimates of their sizes
	 */
	default void started(List<CollectionDefinition> collections) {
	}

	/**
	 * Called when a collection begins.
	 * @param collection the name of the collection
	 */
	default void opened(String collection) {
	}

	/**
	 * Called when more documents were written.
	 * @param collection the name of the collection
	 * @param documents the number of these documents
	 * @param bytes their size
	 */
	default void progress(String collection, long documents, long bytes) {
	}

	/**
	 * Called when a collection is complete.
	 * @param summary the summary of its transfer
	 */
	default void finished(CollectionSummary summary) {
	}

	/**
	 * Called when everything is written and the swap begins.
	 */
	default void swapping() {
	}

	/**
	 * Called with a warning.
	 * @param message the warning
	 */
	default void warned(String message) {
	}

}
