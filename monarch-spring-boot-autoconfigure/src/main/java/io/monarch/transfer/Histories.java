package io.monarch.transfer;

import com.mongodb.MongoCommandException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import io.monarch.environment.Environment;
import io.monarch.environment.HistoryForm;
import io.monarch.environment.MonarchCollections;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/**
 * Distinguishes histories of migrations from other collections: by known names, or by
 * their documents.
 */
final class Histories {

	/** The fields that identify a record. */
	private static final Bson FIELDS = Projections.include("_id", "state", "format", "token");

	/** No application has more migrations, and reading more documents takes long. */
	private static final long MAXIMUM = 100_000;

	private static final int UNAUTHORIZED = 13;

	private Histories() {
	}

	/**
	 * Tell whether a name is that of a history: of this application, or of another one
	 * that uses the default.
	 */
	static boolean isNamed(Environment environment, String name) {
		return name.equals(MonarchCollections.HISTORY) || name.equals(environment.historyCollection());
	}

	/**
	 * Tell whether a collection is of a kind and a size that a history can have.
	 */
	static boolean canBe(CollectionDefinition collection) {
		return collection.kind() == CollectionDefinition.Kind.COLLECTION && !collection.isCapped()
				&& !Catalogue.isSystem(collection.name()) && collection.documents() <= MAXIMUM;
	}

	/**
	 * Tell whether the documents of a collection make it a history. For most collections,
	 * one document is enough to rule it out.
	 */
	static boolean isHistory(MongoDatabase database, String collection) {
		FindIterable<BsonDocument> documents = database.getCollection(collection, BsonDocument.class)
			.find()
			.projection(FIELDS);
		try {
			BsonDocument first = documents.first();
			if (first == null || !HistoryForm.isRecord(first)) {
				return false;
			}
			try (MongoCursor<BsonDocument> all = documents.iterator()) {
				return HistoryForm.isHistory(() -> all);
			}
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() != UNAUTHORIZED) {
				throw ex;
			}
			return false; // a collection that cannot be read cannot be copied either
		}
	}

	/**
	 * Tell whether a collection of any source is a history, by the documents that are
	 * read first.
	 */
	static boolean isHistory(CollectionSource source, CollectionDefinition collection) throws InterruptedException {
		return collection.name().equals(MonarchCollections.HISTORY)
				|| (canBe(collection) && HistoryForm.isHistory(FirstDocument.firstIn(source, collection)));
	}

}
