package io.monarch.queryset;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The selected part of a database.
 */
public final class Selection {

	private final boolean only;

	private final Set<String> excluded;

	private final Map<String, List<Query>> queries;

	private final Map<String, DocumentChange> changes;

	private final List<String> masked;

	private final Set<String> histories;

	/**
	 * Create a selection.
	 * @param queries the queries for the mentioned collections; without queries, all of a
	 * collection
	 * @param histories the histories of migrations
	 */
	Selection(boolean only, Set<String> excluded, Map<String, List<Query>> queries, Map<String, DocumentChange> changes,
			List<String> masked, Set<String> histories) {
		this.only = only;
		this.excluded = Set.copyOf(excluded);
		this.queries = Map.copyOf(queries);
		this.changes = Map.copyOf(changes);
		this.masked = List.copyOf(masked);
		this.histories = Set.copyOf(histories);
	}

	/**
	 * Return the selection of everything.
	 * @return the selection
	 */
	public static Selection everything() {
		return new Selection(false, Set.of(), Map.of(), Map.of(), List.of(), Set.of());
	}

	/**
	 * Return the selection of some complete collections.
	 * @param collections their names
	 * @return the selection
	 */
	public static Selection ofCollections(Collection<String> collections) {
		Map<String, List<Query>> queries = new HashMap<>();
		collections.forEach((collection) -> queries.put(collection, List.of()));
		return new Selection(true, Set.of(), queries, Map.of(), List.of(), Set.of());
	}

	/**
	 * Tell whether anything of a collection is included. A history of migrations always
	 * is, since it describes the data.
	 * @param collection its name
	 * @return whether it is
	 */
	public boolean includes(String collection) {
		return this.histories.contains(collection)
				|| (!this.excluded.contains(collection) && (!this.only || this.queries.containsKey(collection)));
	}

	/**
	 * Return the queries that find each selected document of a collection once.
	 * @param collection its name
	 * @return the queries, or none if all of it is selected
	 */
	public List<Query> queries(String collection) {
		return this.queries.getOrDefault(collection, List.of());
	}

	/**
	 * Tell whether a query set selects some or all documents of a collection.
	 * @param collection its name
	 * @return whether it does
	 */
	public boolean mentions(String collection) {
		return this.queries.containsKey(collection);
	}

	/**
	 * Return the masks for the selected collections, with the fields that no document
	 * read so far has.
	 * @return the collections, in the order in which the query set names them
	 */
	public List<MaskedCollection> masked() {
		return this.masked.stream()
			.filter(this::includes)
			.map((each) -> Objects.requireNonNull(this.changes.get(each)).describe())
			.toList();
	}

	/**
	 * Return the change of the documents of a collection.
	 * @param collection its name
	 * @return the change, or {@code null} if there is none
	 */
	public @Nullable UnaryOperator<RawBsonDocument> change(String collection) {
		return this.changes.get(collection);
	}

	/**
	 * Finds some documents of a collection.
	 */
	public interface Query {

		/**
		 * Return the filter.
		 * @return the filter
		 */
		BsonDocument filter();

		/**
		 * Tell whether a document that the filter finds belongs to this query and not to
		 * another one that finds it too.
		 * @param document the document
		 * @return whether it is
		 */
		boolean takes(RawBsonDocument document);

	}

}
