package io.monarch.foreign;

import java.util.List;

import org.bson.BsonDocument;

/**
 * The format of a tool's documents, and their interpretation.
 */
interface ToolForm {

	/**
	 * Tell whether a document has the format, so that all of it can be interpreted.
	 */
	boolean fits(BsonDocument document);

	/**
	 * Tell whether a document that does not fit has at least fields that only a history
	 * of this tool has, so that it is a damaged part of one.
	 */
	boolean isAkin(BsonDocument document);

	/**
	 * Decide the outcome of each migration in a history.
	 * @param documents all documents of the collection
	 * @throws UnreadableEntry if one cannot be parsed: then the others may not be the
	 * whole history
	 */
	List<ForeignEntry> decide(List<BsonDocument> documents) throws UnreadableEntry;

}
