package io.monarch.compare;

import java.util.Set;

/**
 * The options of a comparison.
 *
 * @param only the names of the collections and views to compare, or none for all
 * @param exclude the names of those to leave out
 * @param limit the maximum number of examples for each collection
 */
public record ComparisonOptions(Set<String> only, Set<String> exclude, int limit) {

	/** The usual number of examples. */
	public static final int EXAMPLES = 10;

	/** Compares everything. */
	public static final ComparisonOptions DEFAULT = new ComparisonOptions(Set.of(), Set.of(), EXAMPLES);

	/**
	 * Copy the sets.
	 * @throws IllegalArgumentException if the limit is negative
	 */
	public ComparisonOptions {
		only = Set.copyOf(only);
		exclude = Set.copyOf(exclude);
		if (limit < 0) {
			throw new IllegalArgumentException("The limit of examples is negative: " + limit);
		}
	}

	/**
	 * Tell whether a collection is compared.
	 */
	boolean includes(String collection) {
		return (this.only.isEmpty() || this.only.contains(collection)) && !this.exclude.contains(collection);
	}

	/**
	 * Tell whether everything is compared.
	 */
	boolean isEverything() {
		return this.only.isEmpty() && this.exclude.isEmpty();
	}

}
