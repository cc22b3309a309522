package io.monarch.rehearsal;

/**
 * A command of a migration that scans a whole collection.
 *
 * @param collection the name of the collection
 * @param command the command, such as {@code update}
 * @param shape its filter, with {@code ?} instead of values
 * @param runs how often it ran
 * @param documents the number of documents of the collection when it ran first
 */
public record CollectionScan(String collection, String command, String shape, long runs, long documents) {
}
