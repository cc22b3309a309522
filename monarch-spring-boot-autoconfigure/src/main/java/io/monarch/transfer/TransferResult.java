package io.monarch.transfer;

import java.time.Duration;
import java.util.List;

import io.monarch.queryset.MaskedCollection;

/**
 * What a transfer did.
 *
 * @param collections what was transferred, in the order of their names
 * @param consistent whether everything is of one point in time
 * @param duration how long it took
 * @param masked what a query set masks of the collections; none without a query set
 */
public record TransferResult(List<CollectionSummary> collections, boolean consistent, Duration duration,
		List<MaskedCollection> masked) {

	/**
	 * Return how many documents were transferred.
	 * @return the sum of all collections
	 */
	public long documents() {
		return this.collections.stream().mapToLong(CollectionSummary::documents).sum();
	}

	/**
	 * Return how many bytes were transferred.
	 * @return the sum of all collections, uncompressed
	 */
	public long bytes() {
		return this.collections.stream().mapToLong(CollectionSummary::bytes).sum();
	}

}
