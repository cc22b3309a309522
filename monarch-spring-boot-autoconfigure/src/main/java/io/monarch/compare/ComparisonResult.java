package io.monarch.compare;

import java.util.List;

/**
 * The result of a comparison.
 *
 * @param a the name of the first side
 * @param b the name of the second side
 * @param consistent whether each side was read at one point in time
 * @param collections the compared collections and views, by name
 * @param warnings the warnings, each a sentence without a full stop
 */
public record ComparisonResult(String a, String b, boolean consistent, List<CollectionComparison> collections,
		List<String> warnings) {

	/**
	 * Copy the lists.
	 */
	public ComparisonResult {
		collections = List.copyOf(collections);
		warnings = List.copyOf(warnings);
	}

	/**
	 * Tell whether both sides are equal.
	 * @return whether they are
	 */
	public boolean isEqual() {
		return different().isEmpty();
	}

	/**
	 * Return the collections that differ.
	 * @return the collections
	 */
	public List<CollectionComparison> different() {
		return this.collections.stream().filter((each) -> !each.isEqual()).toList();
	}

}
