package io.monarch.queryset;

import java.util.List;

/**
 * The masks of a query set for one collection.
 *
 * @param collection the name of the collection
 * @param fields the paths of the fields that are masked, in the order in which the query
 * set names them
 * @param transformed whether the query set also transforms the documents
 * @param absent the fields that none of the documents read so far has
 */
public record MaskedCollection(String collection, List<String> fields, boolean transformed, List<String> absent) {

	/**
	 * Copy the lists.
	 */
	public MaskedCollection {
		fields = List.copyOf(fields);
		absent = List.copyOf(absent);
	}

}
