package io.monarch.transfer;

import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.WriteConcernError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Inserts documents as raw bytes, each exactly once, even if the server steps down in the
 * meantime. Only one thread may use it, and no other process may write to the collection.
 */
final class DocumentInserter {

	private static final int DUPLICATE_KEY = 11000;

	private final Environment environment;

	private final String name;

	private final MongoCollection<RawBsonDocument> collection;

	/** For updates, since counting would not detect a lost one. */
	private final MongoCollection<RawBsonDocument> durable;

	private final InsertManyOptions options;

	private final Retry retry;

	/**
	 * Makes the collection accept buckets with values of different types, called once.
	 */
	private @Nullable Runnable allowMixedSchema;

	/**
	 * Create an inserter. Documents bypass validation, except for the buckets of a time
	 * series, which the server has to recognize.
	 * @param database the database, with the write concern that inserts need
	 * @param stored the name of the collection that stores the documents
	 * @param definition the collection to which they belong
	 * @param allowMixedSchema makes a time series accept buckets with values of different
	 * types
	 */
	DocumentInserter(Environment environment, MongoDatabase database, String stored, CollectionDefinition definition,
			Runnable allowMixedSchema) {
		this.environment = environment;
		this.name = definition.name();
		this.collection = database.getCollection(stored, RawBsonDocument.class);
		this.durable = this.collection.withWriteConcern(WriteConcern.MAJORITY);
		boolean buckets = definition.kind() == Kind.TIME_SERIES;
		this.options = new InsertManyOptions().ordered(definition.isCapped());
		if (!buckets && !Catalogue.isSystem(stored)) { // stored functions have no
														// validator
			this.options.bypassDocumentValidation(true);
		}
		this.allowMixedSchema = buckets ? allowMixedSchema : null;
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
	 * @param again whether some of them may have been inserted before the connection was
	 * lost
	 * @return the documents to try again
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
		BulkWriteError first = ex.getWriteErrors().stream().findFirst().orElse(null);
		if (first == null) {
			WriteConcernError unconfirmed = ex.getWriteConcernError();
			this.retry.await((unconfirmed != null && !Retry.passes(ex))
					? new MongoException(unconfirmed.getCode(), ex.getMessage()) : ex);
			return documents;
		}
		BulkWriteError error = ex.getWriteErrors()
			.stream()
			.filter((each) -> each.getCode() != DUPLICATE_KEY)
			.findFirst()
			.orElse(first);
		boolean duplicates = error.getCode() == DUPLICATE_KEY;
		if (again && duplicates) {
			// An ordered insert would stop at the first document that was inserted
			// before.
			return this.options.isOrdered() ? documents.subList(error.getIndex() + 1, documents.size()) : List.of();
		}
		Runnable allow = this.allowMixedSchema;
		if (allow != null && CollectionOperations.isMixedSchema(ex)) {
			this.allowMixedSchema = null;
			this.retry.run(allow);
			return documents; // documents that were inserted before are duplicates
		}
		if (duplicates) {
			throw refused("two documents have the same _id: " + error.getMessage(), ex);
		}
		if (!Retry.passes(error.getCode())) {
			throw refused(error.getMessage(), ex);
		}
		this.retry.await(new MongoException(error.getCode(), ex.getMessage()));
		return documents;
	}

	private MonarchException refused(String why, MongoException cause) {
		return new MonarchException(MonarchException.Kind.FAILED,
				"Environment " + this.environment.description() + " rejects documents of collection '" + this.name
						+ "': " + why.replace(this.collection.getNamespace().getCollectionName(), this.name) + ".",
				"Correct them in the source and run it again.", cause);
	}

	private void restoreTimestamps(RawBsonDocument document) throws InterruptedException {
		while (true) {
			try {
				EmptyTimestamps.restore(document, this.durable);
				return;
			}
			catch (MongoException ex) {
				this.retry.await(ex);
			}
		}
	}

}
