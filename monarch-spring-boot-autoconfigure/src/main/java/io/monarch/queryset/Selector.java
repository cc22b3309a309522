package io.monarch.queryset;

import org.jspecify.annotations.Nullable;

/**
 * Selects from an open source.
 */
@FunctionalInterface
public interface Selector {

	/** Selects everything. */
	Selector EVERYTHING = (source) -> Selection.everything();

	/**
	 * Select from a source.
	 * @param source the source
	 * @return the selection
	 */
	Selection select(QuerySetSource source);

	/**
	 * Return the name of the query set.
	 * @return the name, or {@code null} if it is not a query set
	 */
	default @Nullable String querySet() {
		return null;
	}

}
