package io.monarch.foreign;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Thrown for a document of a history that cannot be parsed.
 */
final class UnreadableEntry extends Exception {

	UnreadableEntry(String message) {
		super(message);
	}

	/**
	 * A document that has a different format than those of its tool.
	 */
	static UnreadableEntry ofForm(BsonDocument document) {
		return new UnreadableEntry("the document with _id " + id(document) + " has a different format");
	}

	/**
	 * An entry whose state is not known.
	 */
	static UnreadableEntry ofState(String entry, String state) {
		return new UnreadableEntry("entry '" + entry + "' has the unknown state '" + state + "'");
	}

	/**
	 * Return the id of a document in a form that users can look up.
	 */
	static String id(BsonDocument document) {
		BsonValue id = document.get("_id");
		if (id == null) {
			return "null";
		}
		if (id instanceof BsonString text) {
			return "'" + text.getValue() + "'";
		}
		return id.isObjectId() ? "ObjectId('" + id.asObjectId().getValue() + "')" : String.valueOf(id);
	}

}
