package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;

import org.bson.RawBsonDocument;

/**
 * Some documents of a collection, as bytes.
 *
 * @param documents the documents, at least one
 * @param bytes their total size
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

	/**
	 * Return the same documents in the same order as batches of a few each.
	 * @param most the maximum number of documents in each
	 */
	List<DocumentBatch> divide(int most) {
		if (this.documents.size() <= most) {
			return List.of(this);
		}
		List<DocumentBatch> parts = new ArrayList<>();
		for (int i = 0; i < this.documents.size(); i += most) {
			parts.add(of(this.documents.subList(i, Math.min(i + most, this.documents.size()))));
		}
		return parts;
	}

	static int size(RawBsonDocument document) {
		return document.getByteBuffer().remaining();
	}

}
