package io.monarch.transfer;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.queryset.MaskedCollection;
import org.jspecify.annotations.Nullable;

/**
 * The source of collections: a database or a backup.
 */
public interface CollectionSource extends AutoCloseable {

	/**
	 * Return the collections in the preferred order of reading.
	 * @return the collections
	 */
	List<CollectionDefinition> collections();

	/**
	 * Return the provenance of the collections.
	 * @return the provenance, or {@code null} if it is not recorded
	 */
	default @Nullable Provenance provenance() {
		return null;
	}

	/**
	 * Divide the documents of a collection into parts that can be read at once.
	 * @param collection one of the collections
	 * @param partBytes the preferred size of a part
	 * @return the parts; empty if there are no documents to read
	 * @throws InterruptedException if the transfer was cancelled
	 */
	List<Part> parts(CollectionDefinition collection, long partBytes) throws InterruptedException;

	/**
	 * Tell whether any document of a collection would be read.
	 * @param collection one of the collections
	 * @return whether there is one
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		return FirstDocument.isIn(this, collection);
	}

	/**
	 * Tell whether a collection is the history of an application's migrations. If the
	 * name is unknown, its first documents are checked.
	 * @param collection one of the collections
	 * @return whether it is one
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default boolean isHistory(CollectionDefinition collection) throws InterruptedException {
		return Histories.isHistory(this, collection);
	}

	/**
	 * Count the documents of a collection that would be read.
	 * @param collection one of the collections
	 * @return the approximate number, or empty if it is not known and cannot be counted
	 * in time
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default OptionalLong selectedDocuments(CollectionDefinition collection) throws InterruptedException {
		return OptionalLong.of(collection.documents());
	}

	/**
	 * Return the collections with the approximate sizes of the documents to be read, if
	 * they can be counted in time.
	 * @return the collections
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default List<CollectionDefinition> expected() throws InterruptedException {
		return collections();
	}

	/**
	 * Return the approximate size of the collections on disk, which is an upper bound if
	 * only a part of their documents is selected.
	 * @return the bytes
	 * @throws InterruptedException if the transfer was cancelled
	 */
	long bytesOnDisk() throws InterruptedException;

	/**
	 * Return the size of the selected documents if only a part may be selected.
	 * @return the approximate size on disk, or empty if it cannot be counted in time
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default OptionalLong selectedBytesOnDisk() throws InterruptedException {
		return OptionalLong.of(bytesOnDisk());
	}

	/**
	 * Return the masks of the query set.
	 * @return the collections that it masks or transforms
	 */
	default List<MaskedCollection> masked() {
		return List.of();
	}

	/**
	 * Return the collections with fields that a query set masks or transforms.
	 * @return the names of the collections
	 */
	default List<String> maskedCollections() {
		return masked().stream().map(MaskedCollection::collection).toList();
	}

	/**
	 * Called when a collection was read completely.
	 * @param summary the summary of its transfer
	 */
	default void finished(CollectionSummary summary) {
	}

	/**
	 * Require, after everything was read, that no change in the meantime has made it
	 * useless.
	 * @throws io.monarch.environment.MonarchException if there was one
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default void requireUnchanged() throws InterruptedException {
	}

	/**
	 * Tell whether everything was read at one point in time.
	 * @return whether it was; only final when everything was read
	 */
	boolean isConsistent();

	/**
	 * Return the collections that were not read at the same point in time as the others.
	 * @return the names of the collections; only final when everything was read
	 */
	default Set<String> inconsistent() {
		return isConsistent() ? Set.of()
				: collections().stream()
					.filter((each) -> each.kind() != CollectionDefinition.Kind.VIEW)
					.map(CollectionDefinition::name)
					.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	void close();

	/**
	 * Some documents of one collection.
	 */
	@FunctionalInterface
	interface Part {

		/**
		 * Read all documents of the part. Exceptions of the writer are propagated.
		 * @param writer the writer of the documents
		 * @throws InterruptedException if the transfer was cancelled
		 */
		void read(PartWriter writer) throws InterruptedException;

	}

}
