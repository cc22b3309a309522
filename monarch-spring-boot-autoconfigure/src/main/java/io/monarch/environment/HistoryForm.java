package io.monarch.environment;

import java.util.Set;

import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;

/**
 * The format of the records in a history of migrations. It distinguishes a history of
 * unknown name, such as that of another application, from other collections.
 */
public final class HistoryForm {

	/** The states that a record can have. */
	public static final Set<String> STATES = Set.of("PROCESSING", "FAILED", "COMPLETED", "ROLLED_BACK");

	private HistoryForm() {
	}

	/**
	 * Tell whether a collection is a history: each document can be read as a record, and
	 * Monarch wrote at least one of them. So a history with a manually inserted record is
	 * one, and a collection of orders with a state is not.
	 * @param documents the documents of the collection. They are read up to the first one
	 * that is not a record
	 * @return whether it is a history
	 */
	public static boolean isHistory(Iterable<? extends BsonDocument> documents) {
		boolean written = false;
		for (BsonDocument document : documents) {
			if (!isRecord(document)) {
				return false;
			}
			written |= isRecordOfMonarch(document);
		}
		return written;
	}

	/**
	 * Tell whether a document can be read as a record.
	 * @param document the document
	 * @return whether it has all required fields of a record
	 */
	public static boolean isRecord(BsonDocument document) {
		return document.get("_id") instanceof BsonString && document.get("state") instanceof BsonString state
				&& STATES.contains(state.getValue());
	}

	/**
	 * Tell whether a document is a record that Monarch wrote.
	 * @param document the document
	 * @return whether it has all fields that Monarch writes in every record
	 */
	public static boolean isRecordOfMonarch(BsonDocument document) {
		return isRecord(document) && isNumber(document, "format") && isNumber(document, "token");
	}

	private static boolean isNumber(BsonDocument document, String field) {
		return document.get(field) instanceof BsonNumber;
	}

}
