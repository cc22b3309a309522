package io.monarch.transfer;

import java.util.List;

/**
 * Where collections come from: a database or a backup.
 */
public interface CollectionSource extends AutoCloseable {

	/**
	 * Return what there is, in the order in which it is best read.
	 * @return the collections
	 */
	List<CollectionDefinition> collections();

	/**
	 * Divide the documents of a collection into parts that can be read at once.
	 * @param collection one of the collections
	 * @param partBytes about how large a part is best
	 * @return the parts; none where there are no documents to read
	 * @throws InterruptedException if the transfer was cancelled
	 */
	List<Part> parts(CollectionDefinition collection, long partBytes) throws InterruptedException;

	/**
	 * Return about how much room the collections take on a disk.
	 * @return the bytes
	 * @throws InterruptedException if the transfer was cancelled
	 */
	long bytesOnDisk() throws InterruptedException;

	/**
	 * Tell whether everything that was read is of one point in time.
	 * @return whether it is; known for certain only when all is read
	 */
	boolean isConsistent();

	@Override
	void close();

	/**
	 * Some documents of one collection.
	 */
	@FunctionalInterface
	interface Part {

		/**
		 * Read all documents of the part. What the writer throws is passed on.
		 * @param writer takes the documents
		 * @throws InterruptedException if the transfer was cancelled
		 */
		void read(PartWriter writer) throws InterruptedException;

	}

}
