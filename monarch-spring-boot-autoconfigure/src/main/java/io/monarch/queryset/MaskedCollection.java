package io.monarch.queryset;

import java.util.List;

/**
 * What a query set masks of one collection.
 *
 * @param collection the name of the collection
 * @param fields the paths of the fields that are masked, in the order in which the query
 * set names them
 * @param transformed whether the query set transforms the documents as well
 * @param absent those of the fields that none of the documents has had that were read;
 * all of them before any was read
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
