package io.monarch.transfer;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.queryset.MaskedCollection;
import org.jspecify.annotations.Nullable;

/**
 * Where collections come from: a database or a backup.
 */
public interface CollectionSource extends AutoCloseable {

	/**
	 * Return what there is, in the order in which it is best read.
	 * @return the collections
	 */
	List<CollectionDefinition> collections();

	/**
	 * Return where the collections come from.
	 * @return where, or {@code null} where that is not worth to be recorded
	 */
	default @Nullable Provenance provenance() {
		return null;
	}

	/**
	 * Divide the documents of a collection into parts that can be read at once.
	 * @param collection one of the collections
	 * @param partBytes about how large a part is best
	 * @return the parts; none where there are no documents to read
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
	 * Tell whether a collection is the history of an application's migrations. One whose
	 * name says nothing is known by its first documents.
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
	 * @return about how many there are, or empty where that is not known and cannot be
	 * counted in time
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default OptionalLong selectedDocuments(CollectionDefinition collection) throws InterruptedException {
		return OptionalLong.of(collection.documents());
	}

	/**
	 * Return what there is, with about the sizes of what would be read, as far as that
	 * can be counted in time.
	 * @return the collections
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default List<CollectionDefinition> expected() throws InterruptedException {
		return collections();
	}

	/**
	 * Return about how much room the collections take on a disk, at most where only a
	 * part of their documents is selected.
	 * @return the bytes
	 * @throws InterruptedException if the transfer was cancelled
	 */
	long bytesOnDisk() throws InterruptedException;

	/**
	 * Count what is selected of the collections, where it may not be all of them.
	 * @return about how much room that takes on a disk, or empty where it cannot be
	 * counted in time
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default OptionalLong selectedBytesOnDisk() throws InterruptedException {
		return OptionalLong.of(bytesOnDisk());
	}

	/**
	 * Return what a query set masks of the collections.
	 * @return the collections of which it masks or transforms something
	 */
	default List<MaskedCollection> masked() {
		return List.of();
	}

	/**
	 * Is told that all of a collection was read.
	 * @param summary what was transferred of it
	 */
	default void finished(CollectionSummary summary) {
	}

	/**
	 * Require, when all is read, that nothing has happened meanwhile that makes it
	 * useless.
	 * @throws io.monarch.environment.MonarchException if something has
	 * @throws InterruptedException if the transfer was cancelled
	 */
	default void requireUnchanged() throws InterruptedException {
	}

	/**
	 * Tell whether everything that was read is of one point in time.
	 * @return whether it is; known for certain only when all is read
	 */
	boolean isConsistent();

	/**
	 * Return what was not read at the point in time of everything else.
	 * @return the names of the collections; known for certain only when all is read
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
		 * Read all documents of the part. What the writer throws is passed on.
		 * @param writer takes the documents
		 * @throws InterruptedException if the transfer was cancelled
		 */
		void read(PartWriter writer) throws InterruptedException;

	}

}
