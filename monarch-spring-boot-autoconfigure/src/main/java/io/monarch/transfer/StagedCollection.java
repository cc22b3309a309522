package io.monarch.transfer;

import java.util.concurrent.atomic.AtomicLong;

import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose documents are written to its place of staging.
 */
final class StagedCollection implements CollectionWriter {

	private final Environment environment;

	private final MongoDatabase database;

	private final CollectionDefinition collection;

	private final String stored;

	private final @Nullable String indexed;

	private final AtomicLong documents = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private volatile @Nullable BsonValue last;

	/**
	 * Create the writer of a collection.
	 * @param database the database, with the write concern of a majority
	 * @param stored the name of the collection that the documents go to
	 * @param indexed the name of the one whose indexes are built, or {@code null} where
	 * that comes later
	 */
	StagedCollection(Environment environment, MongoDatabase database, CollectionDefinition collection, String stored,
			@Nullable String indexed) {
		this.environment = environment;
		this.database = database;
		this.collection = collection;
		this.stored = stored;
		this.indexed = indexed;
	}

	CollectionDefinition collection() {
		return this.collection;
	}

	String stored() {
		return this.stored;
	}

	@Override
	public PartWriter part() {
		DocumentInserter inserter = new DocumentInserter(this.environment, this.environment.mongoDatabase(),
				this.stored, this.collection.name(), this.collection.isCapped());
		return (batch) -> {
			inserter.insert(batch.documents());
			this.last = batch.documents().get(batch.documents().size() - 1).get("_id");
			this.documents.addAndGet(batch.documents().size());
			this.bytes.addAndGet(batch.bytes());
		};
	}

	/**
	 * Count before the indexes are built and the option is set that make the server
	 * delete what has expired.
	 */
	@Override
	public CollectionSummary finish() throws InterruptedException {
		if (this.collection.kind() != CollectionDefinition.Kind.VIEW) {
			new Retry(this.environment).run(() -> requireWhole(false, false));
			String name = this.indexed;
			if (name != null) {
				new Retry(this.environment).run(() -> createIndexes(name));
				BsonValue expiry = this.collection.expiry();
				if (expiry != null) {
					new Retry(this.environment).run(() -> new Definitions(this.database).expire(name, expiry));
				}
			}
		}
		return new CollectionSummary(this.collection.name(), this.documents.get(), this.bytes.get(),
				this.collection.indexes().size());
	}

	/**
	 * Check once more, when it is finished, that all that was written is there, where the
	 * server may have lost some of it: its own count can be wrong after a crash. Of what
	 * expires, some may be deleted by now.
	 */
	void requireStillWhole() {
		requireWhole(true, this.indexed != null && this.collection.isExpiring());
	}

	private void requireWhole(boolean exactly, boolean expiring) {
		MongoCollection<Document> stored = this.database.getCollection(this.stored);
		long expected = this.documents.get();
		long count = exactly ? stored.countDocuments() : stored.estimatedDocumentCount();
		if (count != expected && !exactly) {
			count = stored.countDocuments();
		}
		if (count > expected || (count < expected && !expiring && !isFull(stored))) {
			throw new MonarchException(Kind.FAILED,
					"Collection '" + this.collection.name() + "' arrived incomplete at environment "
							+ this.environment.description() + ": " + count + " of " + expected + " documents.",
					"Run it again.");
		}
	}

	/**
	 * Tell whether a capped collection holds the end of what was written, and then all
	 * that it has room for: one that is written to while it is read gives more than it
	 * ever held at once.
	 */
	private boolean isFull(MongoCollection<Document> documents) {
		return this.collection.isCapped() && this.last != null
				&& documents.find(Filters.eq("_id", this.last)).first() != null;
	}

	private void createIndexes(String name) {
		try {
			new Definitions(this.database).createIndexes(name, this.collection.secondaryIndexes());
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			String why = EnvironmentException.of(this.environment, ex).getMessage();
			throw new MonarchException(Kind.FAILED,
					"The indexes of collection '" + this.collection.name() + "' cannot be built. "
							+ String.valueOf(why).replace(namespace(name), namespace(this.collection.name())),
					"Change or drop the index where it comes from, and run it again.", ex);
		}
	}

	private String namespace(String collectionName) {
		return new MongoNamespace(this.database.getName(), collectionName).getFullName();
	}

}
