package io.monarch.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.monarch.queryset.MaskedCollection;

/**
 * What a transfer did.
 *
 * @param collections what was transferred, in the order of their names
 * @param inconsistent the names of the collections that are not of the one point in time
 * of all others; none where everything is of one
 * @param duration how long it took
 * @param masked what a query set masks of the collections; none without a query set
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
	 * Tell whether everything is of one point in time.
	 * @return whether it is
	 */
	public boolean consistent() {
		return this.inconsistent.isEmpty();
	}

	/**
	 * Return how many documents were transferred, as they are stored.
	 * @return the sum of all collections
	 */
	public long documents() {
		return this.collections.stream().mapToLong(CollectionSummary::documents).sum();
	}

	/**
	 * Return how many of the documents are buckets of time series.
	 * @return the sum of all collections
	 */
	public long buckets() {
		return this.collections.stream().mapToLong(CollectionSummary::buckets).sum();
	}

	/**
	 * Return how many bytes were transferred.
	 * @return the sum of all collections, uncompressed
	 */
	public long bytes() {
		return this.collections.stream().mapToLong(CollectionSummary::bytes).sum();
	}

}
