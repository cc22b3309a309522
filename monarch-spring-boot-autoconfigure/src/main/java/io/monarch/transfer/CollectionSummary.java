package io.monarch.transfer;

/**
 * The summary of the transfer of a collection.
 *
 * @param name its name
 * @param documents the number of stored documents: for a time series, its buckets
 * @param bytes their size, uncompressed
 * @param indexes the number of indexes, including that of {@code _id}
 * @param timeSeries whether it is a time series
 */
public record CollectionSummary(String name, long documents, long bytes, int indexes, boolean timeSeries) {

	/**
	 * Create one for a collection that is not a time series.
	 * @param name its name
	 * @param documents the number of documents
	 * @param bytes their size, uncompressed
	 * @param indexes the number of indexes, including that of {@code _id}
	 */
	public CollectionSummary(String name, long documents, long bytes, int indexes) {
		this(name, documents, bytes, indexes, false);
	}

	/**
	 * Create one from a definition.
	 * @param collection the collection
	 * @param documents the number of documents transferred
	 * @param bytes their size, uncompressed
	 * @return the summary
	 */
	public static CollectionSummary of(CollectionDefinition collection, long documents, long bytes) {
		return new CollectionSummary(collection.name(), documents, bytes, collection.indexes().size(),
				collection.isTimeSeries());
	}

	/**
	 * Return the same with another name.
	 */
	CollectionSummary named(String newName) {
		return new CollectionSummary(newName, this.documents, this.bytes, this.indexes, this.timeSeries);
	}

	/**
	 * Return how many of the documents are buckets of a time series.
	 * @return all or none of them
	 */
	public long buckets() {
		return this.timeSeries ? this.documents : 0;
	}

}
