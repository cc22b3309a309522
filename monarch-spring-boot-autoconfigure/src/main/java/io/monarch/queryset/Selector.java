package io.monarch.queryset;

import org.jspecify.annotations.Nullable;

/**
 * Says what of a source is taken, when the source is open.
 */
@FunctionalInterface
public interface Selector {

	/** Takes everything. */
	Selector EVERYTHING = (source) -> Selection.everything();

	/**
	 * Select.
	 * @param source what is read
	 * @return what is taken
	 */
	Selection select(QuerySetSource source);

	/**
	 * Return the name of the query set that selects.
	 * @return the name, or {@code null} where it is none
	 */
	default @Nullable String querySet() {
		return null;
	}

}
