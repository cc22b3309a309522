package io.monarch.rehearsal;

/**
 * The number of documents of a collection that a migration wrote, as the server counted
 * them.
 *
 * @param name the name of the collection
 * @param inserted the number of documents inserted
 * @param changed the number of changes to documents; a document can be changed twice
 * @param removed the number of documents removed
 */
public record CollectionChange(String name, long inserted, long changed, long removed) {
}
