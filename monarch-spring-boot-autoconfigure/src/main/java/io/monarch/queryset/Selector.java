package io.monarch.queryset;

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

}
