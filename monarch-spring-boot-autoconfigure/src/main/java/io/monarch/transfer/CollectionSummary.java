package io.monarch.transfer;

/**
 * What was transferred of a collection.
 *
 * @param name its name
 * @param documents how many documents, as they are stored: of a time series, its buckets
 * @param bytes how large they are, uncompressed
 * @param indexes how many indexes, that of {@code _id} included
 * @param timeSeries whether it is a time series
 */
public record CollectionSummary(String name, long documents, long bytes, int indexes, boolean timeSeries) {

	/**
	 * Create one of what is no time series.
	 * @param name its name
	 * @param documents how many documents
	 * @param bytes how large they are, uncompressed
	 * @param indexes how many indexes, that of {@code _id} included
	 */
	public CollectionSummary(String name, long documents, long bytes, int indexes) {
		this(name, documents, bytes, indexes, false);
	}

	/**
	 * Create one of what has a definition.
	 * @param collection the collection
	 * @param documents how many documents were transferred
	 * @param bytes how large they are, uncompressed
	 * @return the summary
	 */
	public static CollectionSummary of(CollectionDefinition collection, long documents, long bytes) {
		return new CollectionSummary(collection.name(), documents, bytes, collection.indexes().size(),
				collection.isTimeSeries());
	}

	/**
	 * Return how many of the documents are buckets of a time series.
	 * @return all or none of them
	 */
	public long buckets() {
		return this.timeSeries ? this.documents : 0;
	}

}
