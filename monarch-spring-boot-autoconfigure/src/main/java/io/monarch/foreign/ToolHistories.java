package io.monarch.foreign;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the histories of other tools by the format of their documents, and reads
 * them.
 */
public final class ToolHistories {

	private final MongoDatabase database;

	/**
	 * Create for a database.
	 * @param database the database
	 */
	public ToolHistories(MongoDatabase database) {
		this.database = database.withReadPreference(ReadPreference.primary());
	}

	/**
	 * Read a collection if it is the history of a tool. It is one only if each of its
	 * documents has the format of that tool. Otherwise, if its name is specific to one
	 * tool, or if a document has fields that only one tool writes, it is a damaged
	 * history, whose entries are refused.
	 * @param collection the name of the collection
	 * @param first its first document, which rules out most collections without reading
	 * them
	 * @return the history, or empty if the collection is something else
	 */
	public Optional<ToolHistory> find(String collection, BsonDocument first) {
		ForeignTool tool = toolOf(collection, first);
		if (tool == null) {
			return Optional.empty();
		}
		List<BsonDocument> documents = new ArrayList<>();
		boolean fits = false;
		for (BsonDocument document : collection(collection).find()) {
			boolean own = tool.form().fits(document);
			if (!own && !tool.owns(collection) && !tool.form().isAkin(document)) {
				return Optional.empty();
			}
			fits |= own;
			documents.add(document);
		}
		return fits ? Optional.of(new ToolHistory(tool, collection, List.copyOf(documents))) : Optional.empty();
	}

	/**
	 * Read a collection that the configuration names as a history, if it exists.
	 * @param collection the name of the collection
	 * @param tool the tool, or {@code null} for any
	 * @return the history, or empty if the collection has no documents
	 * @throws MonarchException if the collection is not the history of a tool
	 */
	public Optional<ToolHistory> named(String collection, @Nullable ForeignTool tool) {
		return (collection(collection).find().limit(1).first() != null) ? Optional.of(require(collection, tool))
				: Optional.empty();
	}

	/**
	 * Read a collection that the user named as a history.
	 * @param collection the name of the collection
	 * @param tool the tool that the user named, or {@code null} for any
	 * @return the history
	 * @throws MonarchException if the collection is empty or is not the history of a tool
	 */
	public ToolHistory require(String collection, @Nullable ForeignTool tool) {
		List<BsonDocument> documents = collection(collection).find().into(new ArrayList<>());
		if (documents.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"There are no documents in collection '" + collection + "' of database '" + this.database.getName()
							+ "'.",
					"Name the collection that holds the history, as in mongosh: db.getSiblingDB(\""
							+ this.database.getName() + "\").getCollectionNames()");
		}
		ForeignTool whose = (tool != null) ? tool
				: documents.stream()
					.map((document) -> toolOf(collection, document))
					.filter((each) -> each != null)
					.findFirst()
					.orElse(null);
		if (whose == null) {
			throw notOne(collection, documents.get(0),
					"any tool that Monarch knows (" + String.join(", ", ForeignTool.options()) + ")");
		}
		boolean fits = false;
		for (BsonDocument document : documents) {
			boolean own = whose.form().fits(document);
			if (!own && !whose.owns(collection) && !whose.form().isAkin(document)) {
				throw notOne(collection, document, whose.title());
			}
			fits |= own;
		}
		if (!fits) {
			throw notOne(collection, documents.get(0), whose.title());
		}
		return new ToolHistory(whose, collection, List.copyOf(documents));
	}

	private static MonarchException notOne(String collection, BsonDocument culprit, String whose) {
		return new MonarchException(Kind.BAD_INPUT,
				"The collection '" + collection + "' is not a history of " + whose + ": its document with _id "
						+ UnreadableEntry.id(culprit) + " has a different format. Nothing was changed.",
				"Name the collection that holds the history, and the tool if its format is not recognized: "
						+ "'--collection <name> --from <tool>', or in monarch.migration.foreign-history-from or "
						+ "monarch.mongock.collection.");
	}

	/**
	 * Return the tool whose history a collection can be, by one of its documents.
	 */
	private static @Nullable ForeignTool toolOf(String collection, BsonDocument document) {
		for (ForeignTool tool : ForeignTool.values()) {
			if (tool.owns(collection)) {
				return tool;
			}
		}
		if (ForeignTool.MONGOCK.form().fits(document)) {
			// Mongock writes who executed a change since its first version.
			return document.containsKey("executionId") ? ForeignTool.MONGOCK : ForeignTool.MONGOBEE;
		}
		List<ForeignTool> tools = Arrays.stream(ForeignTool.values())
			.filter((tool) -> tool != ForeignTool.MONARCH_PYTHON)
			.toList();
		// Its first document can be a damaged one.
		return Stream
			.concat(tools.stream().filter((tool) -> tool.form().fits(document)),
					tools.stream().filter((tool) -> tool.form().isAkin(document)))
			.findFirst()
			.orElse(null);
	}

	private MongoCollection<BsonDocument> collection(String name) {
		return this.database.getCollection(name, BsonDocument.class);
	}

}
