package io.monarch.queryset;

/**
 * Selects a part of a database. Collections that it does not mention are included
 * completely, unless it calls {@link QuerySetContext#only()}.
 */
@FunctionalInterface
public interface MongoQuerySet {

	/**
	 * Select documents.
	 * @param context methods to select, mask and read
	 * @throws Exception if it fails; nothing is copied then
	 */
	void select(QuerySetContext context) throws Exception;

}
