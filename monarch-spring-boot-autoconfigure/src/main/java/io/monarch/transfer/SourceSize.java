package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much a source holds, as far as that is known before it is read.
 *
 * @param collections the names of its collections and views, in order
 * @param documents about how many documents there are, or empty where that is not known
 * @param buckets about how many of these are buckets of time series
 * @param bytes about how large they are, uncompressed; at most where the number of
 * documents is not known
 * @param empty the names of the collections of which no documents are selected, where
 * that is known
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
	 * Return the share of what a collection takes that some of its documents take.
	 */
	static long part(CollectionDefinition collection, long whole, OptionalLong selected) {
		if (selected.isEmpty() || selected.getAsLong() >= collection.documents()) {
			return whole;
		}
		return (long) ((double) whole * selected.getAsLong() / collection.documents());
	}

}
