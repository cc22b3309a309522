package io.monarch.transfer;

/**
 * One of two ways to replace a database: beside the old data, or in its place.
 */
interface ReplacementTarget extends CollectionSink {

	/**
	 * Begin, when everything is known to be possible.
	 * @throws InterruptedException if the replacement was cancelled
	 */
	void begin() throws InterruptedException;

	/**
	 * Return what a failure after the beginning means for the database.
	 */
	Exception explain(Exception failure);

}
