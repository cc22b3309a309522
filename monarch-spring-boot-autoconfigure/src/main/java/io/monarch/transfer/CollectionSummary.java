package io.monarch.transfer;

/**
 * What was transferred of a collection.
 *
 * @param name its name
 * @param documents how many documents
 * @param bytes how large they are, uncompressed
 * @param indexes how many indexes, that of {@code _id} included
 */
public record CollectionSummary(String name, long documents, long bytes, int indexes) {

}
