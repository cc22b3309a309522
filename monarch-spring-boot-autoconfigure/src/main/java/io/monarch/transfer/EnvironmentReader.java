package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.queryset.Selector;

/**
 * Opens an environment for reading: all of it, or the selection of a query set.
 */
@FunctionalInterface
public interface EnvironmentReader {

	/** Reads everything. */
	EnvironmentReader EVERYTHING = of(Selector.EVERYTHING);

	/**
	 * Open an environment.
	 * @param environment the environment
	 * @param listener warned if it cannot be read at one point in time
	 * @return the source, to be closed
	 * @throws InterruptedException if that was cancelled
	 */
	CollectionSource open(Environment environment, TransferListener listener) throws InterruptedException;

	/**
	 * Return the reader of a selection.
	 * @param selector selects the data to read
	 * @return the reader
	 */
	static EnvironmentReader of(Selector selector) {
		return (environment, listener) -> MongoSource.open(environment, selector, listener);
	}

}
