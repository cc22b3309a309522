package io.monarch.batch;

/**
 * How far a batch migration is.
 *
 * @param done the number of documents that are done
 * @param total the number of all documents, counted when it began
 */
public record BatchProgress(long done, long total) {
}
