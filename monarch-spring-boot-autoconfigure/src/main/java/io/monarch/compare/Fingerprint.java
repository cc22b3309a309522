package io.monarch.compare;

/**
 * Hashes of a document. Equal documents have equal fingerprints, and documents with the
 * same {@code _id} have the same first half.
 *
 * @param id the hash of the canonical value of {@code _id}
 * @param content the hash of all bytes
 */
record Fingerprint(long id, long content) {

}
