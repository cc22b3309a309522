package io.monarch.transfer;

import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/**
 * Inserts documents as the bytes that they are, each once, also when the server steps
 * down meanwhile. Only one thread may use it, and nobody else may write to the
 * collection.
 */
final class DocumentInserter {

	private static final int DUPLICATE_KEY = 11000;

	private final Environment environment;

	private final String name;

	private final MongoCollection<RawBsonDocument> collection;

	private final InsertManyOptions options;

	private final Retry retry;

	/**
	 * Create an inserter.
	 * @param stored the name of the collection that the documents go to
	 * @param name the name of the collection that they belong to, for errors
	 * @param ordered whether their order matters
	 */
	DocumentInserter(Environment environment, String stored, String name, boolean ordered) {
		this.environment = environment;
		this.name = name;
		this.collection = environment.mongoDatabase().getCollection(stored, RawBsonDocument.class);
		this.options = new InsertManyOptions().ordered(ordered).bypassDocumentValidation(true);
		this.retry = new Retry(environment);
	}

	void insert(List<RawBsonDocument> documents) throws InterruptedException {
		List<RawBsonDocument> left = documents;
		boolean again = false;
		while (!left.isEmpty()) {
			left = tryInsert(left, again);
			again = true;
		}
		for (RawBsonDocument document : documents) {
			if (EmptyTimestamps.isIn(document)) {
				restoreTimestamps(document);
			}
		}
	}

	/**
	 * Try once.
	 * @param again whether some of them may have arrived before the connection was lost
	 * @return what has to be tried again
	 */
	private List<RawBsonDocument> tryInsert(List<RawBsonDocument> documents, boolean again)
			throws InterruptedException {
		try {
			this.collection.insertMany(documents, this.options);
			this.retry.succeeded();
			return List.of();
		}
		catch (MongoBulkWriteException ex) {
			return left(documents, again, ex);
		}
		catch (MongoException ex) {
			this.retry.await(ex);
			return documents;
		}
	}

	private List<RawBsonDocument> left(List<RawBsonDocument> documents, boolean again, MongoBulkWriteException ex)
			throws InterruptedException {
		BulkWriteError error = ex.getWriteErrors().stream().findFirst().orElse(null);
		if (error == null) {
			this.retry.await(ex);
			return documents;
		}
		boolean duplicates = ex.getWriteErrors().stream().allMatch((each) -> each.getCode() == DUPLICATE_KEY);
		if (again && duplicates) {
			// In order, the server stops at the first that has arrived already.
			return this.options.isOrdered() ? documents.subList(error.getIndex() + 1, documents.size()) : List.of();
		}
		if (duplicates) {
			throw refused("two documents have one _id: " + error.getMessage(), ex);
		}
		if (!Retry.passes(error.getCode())) {
			throw refused(error.getMessage(), ex);
		}
		this.retry.await(new MongoException(error.getCode(), ex.getMessage()));
		return documents;
	}

	private MonarchException refused(String why, MongoException cause) {
		return new MonarchException(Kind.FAILED,
				"Environment " + this.environment.description() + " refuses documents of collection '" + this.name
						+ "': " + why.replace(this.collection.getNamespace().getCollectionName(), this.name) + ".",
				"Mend them where they come from and run it again.", cause);
	}

	/**
	 * Write a document again in the one way in which the server keeps empty timestamps. A
	 * server that is none of MongoDB's may have kept them anyway.
	 */
	private void restoreTimestamps(RawBsonDocument document) throws InterruptedException {
		while (true) {
			try {
				var id = Filters.eq("_id", document.get("_id"));
				RawBsonDocument stored = this.collection.find(id).first();
				if (stored == null || !stored.equals(document)) {
					this.collection.updateOne(id,
							List.of(new BsonDocument("$replaceWith", new BsonDocument("$literal", document))));
				}
				return;
			}
			catch (MongoException ex) {
				this.retry.await(ex);
			}
		}
	}

}
