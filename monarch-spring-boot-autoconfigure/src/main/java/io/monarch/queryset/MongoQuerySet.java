package io.monarch.queryset;

/**
 * Picks a part of a database. Collections that it does not mention are taken whole,
 * unless it says {@link QuerySetContext#only()}.
 */
@FunctionalInterface
public interface MongoQuerySet {

	/**
	 * Say what is taken.
	 * @param context what can be said, and read
	 * @throws Exception if that fails; nothing is copied then
	 */
	void select(QuerySetContext context) throws Exception;

}
