package io.monarch.transfer;

import java.util.List;

import org.bson.RawBsonDocument;

/**
 * Some documents of a collection, as bytes.
 *
 * @param documents the documents, at least one
 * @param bytes how large they are together
 */
public record DocumentBatch(List<RawBsonDocument> documents, long bytes) {

	/**
	 * Create a batch of documents whose size is not known.
	 * @param documents the documents
	 * @return the batch
	 */
	public static DocumentBatch of(List<RawBsonDocument> documents) {
		return new DocumentBatch(documents, documents.stream().mapToLong(DocumentBatch::size).sum());
	}

	static int size(RawBsonDocument document) {
		return document.getByteBuffer().remaining();
	}

}
