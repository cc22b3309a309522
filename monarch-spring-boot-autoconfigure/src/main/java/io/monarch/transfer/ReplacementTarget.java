package io.monarch.transfer;

/**
 * One of two strategies to replace a database: with staging collections, or in place.
 */
interface ReplacementTarget extends CollectionSink {

	/**
	 * Begin, after the preflight has succeeded.
	 * @throws InterruptedException if the replacement was cancelled
	 */
	void begin() throws InterruptedException;

	/**
	 * Return the effect of a failure after the beginning on the database.
	 */
	Exception explain(Exception failure);

}
