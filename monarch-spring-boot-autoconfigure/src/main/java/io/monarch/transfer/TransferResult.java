package io.monarch.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.monarch.queryset.MaskedCollection;

/**
 * The result of a transfer.
 *
 * @param collections the summaries of collections, in the order of their names
 * @param inconsistent the names of the collections that were not read at the same point
 * in time as the others; empty if the result is consistent
 * @param duration its duration
 * @param masked the masks of the query set; empty without a query set
 */
public record TransferResult(List<CollectionSummary> collections, Set<String> inconsistent, Duration duration,
		List<MaskedCollection> masked) {

	/**
	 * Copy the collections.
	 */
	public TransferResult {
		collections = List.copyOf(collections);
		inconsistent = Set.copyOf(inconsistent);
		masked = List.copyOf(masked);
	}

	/**
	 * Tell whether everything was read at one point in time.
	 * @return whether it is
	 */
	public boolean consistent() {
		return this.inconsistent.isEmpty();
	}

	/**
	 * Return the number of stored documents that were transferred.
	 * @return the sum of all collections
	 */
	public long documents() {
		return this.collections.stream().mapToLong(CollectionSummary::documents).sum();
	}

	/**
	 * Return the number of documents that are buckets of time series.
	 * @return the sum of all collections
	 */
	public long buckets() {
		return this.collections.stream().mapToLong(CollectionSummary::buckets).sum();
	}

	/**
	 * Return the number of bytes transferred.
	 * @return the sum of all collections, uncompressed
	 */
	public long bytes() {
		return this.collections.stream().mapToLong(CollectionSummary::bytes).sum();
	}

}
