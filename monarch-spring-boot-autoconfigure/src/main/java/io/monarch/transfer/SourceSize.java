package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The size of a source, as far as it is known before it is read.
 *
 * @param collections the names of its collections and views, in order
 * @param documents the approximate number of documents, or empty if it is not known
 * @param buckets the approximate number of these that are buckets of time series
 * @param bytes their approximate size, uncompressed; an upper bound if the number of
 * documents is not known
 * @param empty the names of the collections without selected documents, if that is known
 */
public record SourceSize(List<String> collections, OptionalLong documents, long buckets, long bytes,
		List<String> empty) {

	/**
	 * Copy the lists.
	 */
	public SourceSize {
		collections = List.copyOf(collections);
		empty = List.copyOf(empty);
	}

	/**
	 * Measure a source without reading it.
	 * @param source the source
	 * @return the size
	 * @throws InterruptedException if that was cancelled
	 */
	public static SourceSize of(CollectionSource source) throws InterruptedException {
		List<String> names = new ArrayList<>();
		List<String> empty = new ArrayList<>();
		long documents = 0;
		long buckets = 0;
		long bytes = 0;
		boolean known = true;
		for (CollectionDefinition collection : source.collections()) {
			names.add(collection.name());
			if (collection.kind() == CollectionDefinition.Kind.VIEW) {
				continue;
			}
			OptionalLong selected = source.selectedDocuments(collection);
			known &= selected.isPresent();
			if (selected.isPresent() && selected.getAsLong() == 0) {
				empty.add(collection.name());
			}
			documents += selected.orElse(0);
			buckets += collection.isTimeSeries() ? selected.orElse(0) : 0;
			bytes += part(collection, collection.bytes(), selected);
		}
		names.sort(null);
		empty.sort(null);
		return new SourceSize(names, known ? OptionalLong.of(documents) : OptionalLong.empty(), buckets, bytes, empty);
	}

	/**
	 * Return the share of some documents in the size of their collection.
	 */
	static long part(CollectionDefinition collection, long whole, OptionalLong selected) {
		if (selected.isEmpty() || selected.getAsLong() >= collection.documents()) {
			return whole;
		}
		return (long) ((double) whole * selected.getAsLong() / collection.documents());
	}

}
