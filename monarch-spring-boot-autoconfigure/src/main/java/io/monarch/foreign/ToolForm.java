package io.monarch.foreign;

import java.util.List;

import org.bson.BsonDocument;

/**
 * The form of a tool's documents, and what they say.
 */
interface ToolForm {

	/**
	 * Tell whether a document has the form, so that all of it can be understood.
	 */
	boolean fits(BsonDocument document);

	/**
	 * Tell whether a document that does not fit has at least fields that only a history
	 * of this tool has, so that it is a damaged part of one.
	 */
	boolean isAkin(BsonDocument document);

	/**
	 * Decide what a history says of each migration.
	 * @param documents all documents of the collection
	 * @throws UnreadableEntry if one cannot be understood: then none of the others can be
	 * trusted to be the whole history
	 */
	List<ForeignEntry> decide(List<BsonDocument> documents) throws UnreadableEntry;

}
