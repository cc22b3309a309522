package io.monarch.foreign;

import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;

/**
 * The history of another tool.
 *
 * @param tool the tool
 * @param collection its collection
 * @param documents all of its documents
 */
public record ToolHistory(ForeignTool tool, String collection, List<BsonDocument> documents) {

	/**
	 * Return its entries in chronological order.
	 * @return the entries
	 * @throws MonarchException if a document cannot be parsed, so that the history may be
	 * incomplete
	 */
	public List<ForeignEntry> entries() {
		try {
			return this.tool.form().decide(this.documents);
		}
		catch (UnreadableEntry ex) {
			throw new MonarchException(Kind.REFUSED,
					"The history of " + this.tool.title() + " in collection '" + this.collection
							+ "' cannot be imported: " + ex.getMessage()
							+ ". Nothing was changed, since the rest would be an incomplete history.",
					"Correct or delete the document, then run the command again.", ex);
		}
	}

	/**
	 * Tell whether anything of it may be applied.
	 * @return whether it has other entries than those that are pending or ignored, or
	 * entries that cannot be parsed
	 */
	public boolean isAnythingApplied() {
		try {
			return this.tool.form()
				.decide(this.documents)
				.stream()
				.anyMatch((entry) -> entry.verdict() != Verdict.IGNORED && entry.verdict() != Verdict.PENDING);
		}
		catch (UnreadableEntry ex) {
			return true;
		}
	}

	/**
	 * Return the number of entries for migrations of the application.
	 * @return the number; that of the documents if not all can be parsed
	 */
	public int size() {
		try {
			return (int) this.tool.form()
				.decide(this.documents)
				.stream()
				.filter((entry) -> entry.verdict() != Verdict.IGNORED)
				.count();
		}
		catch (UnreadableEntry ex) {
			return this.documents.size();
		}
	}

}
