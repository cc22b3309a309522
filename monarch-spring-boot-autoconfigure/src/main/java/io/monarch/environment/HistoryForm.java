package io.monarch.environment;

import java.util.Set;

import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;

/**
 * The form of the records in a history of migrations. It tells a history from other
 * collections where its name is not known, such as that of another application.
 */
public final class HistoryForm {

	/** The states that a record can have. */
	public static final Set<String> STATES = Set.of("PROCESSING", "FAILED", "COMPLETED", "ROLLED_BACK");

	private HistoryForm() {
	}

	/**
	 * Tell whether a collection is a history: each document can be read as a record, and
	 * Monarch wrote at least one of them. So a history in which a person has inserted a
	 * record is one, and orders that have a state are not.
	 * @param documents the documents of the collection. They are read up to the first one
	 * that is no record
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
	 * @return whether it has what every record has to have
	 */
	public static boolean isRecord(BsonDocument document) {
		return document.get("_id") instanceof BsonString && document.get("state") instanceof BsonString state
				&& STATES.contains(state.getValue());
	}

	/**
	 * Tell whether a document is a record as Monarch writes it.
	 * @param document the document
	 * @return whether it has all that Monarch writes in every record
	 */
	public static boolean isRecordOfMonarch(BsonDocument document) {
		return isRecord(document) && isNumber(document, "format") && isNumber(document, "token");
	}

	private static boolean isNumber(BsonDocument document, String field) {
		return document.get(field) instanceof BsonNumber;
	}

}
