package io.monarch.transfer;

import org.bson.RawBsonDocument;

/**
 * The form in which documents are compared.
 */
@FunctionalInterface
public interface DocumentForm {

	/** Documents as they are stored. */
	DocumentForm STORED = (collection, document) -> document;

	/**
	 * Return a document in this form. Called by several threads.
	 * @param collection the name of its collection
	 * @param document the stored document
	 * @return the document in this form
	 */
	RawBsonDocument of(String collection, RawBsonDocument document);

}
