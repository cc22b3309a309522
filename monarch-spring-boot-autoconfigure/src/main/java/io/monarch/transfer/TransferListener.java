package io.monarch.transfer;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;

/**
 * Is told how a transfer goes on, by several threads at once.
 */
public interface TransferListener {

	/**
	 * The lock of the target is held by someone else, and is waited for.
	 * @param environment the target
	 * @param holder who holds the lock
	 */
	default void waiting(Environment environment, LockHolder holder) {
	}

	/**
	 * The lock of the environment that is changed is held.
	 */
	default void locked() {
	}

	/**
	 * It is known what will be transferred.
	 * @param collections the collections, with estimates of their sizes
	 */
	default void started(List<CollectionDefinition> collections) {
	}

	/**
	 * A collection is begun.
	 * @param collection the name of the collection
	 */
	default void opened(String collection) {
	}

	/**
	 * More documents have been written.
	 * @param collection the name of the collection
	 * @param documents how many more
	 * @param bytes how large these are
	 */
	default void progress(String collection, long documents, long bytes) {
	}

	/**
	 * A collection is complete.
	 * @param summary what was transferred of it
	 */
	default void finished(CollectionSummary summary) {
	}

	/**
	 * All is written, and the new takes the place of the old.
	 */
	default void swapping() {
	}

	/**
	 * Something is worth knowing that stops nothing.
	 * @param message what it is
	 */
	default void warned(String message) {
	}

}
