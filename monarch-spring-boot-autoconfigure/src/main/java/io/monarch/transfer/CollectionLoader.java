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
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Writes the documents of a collection, to its staging collection or in place.
 */
final class CollectionLoader implements CollectionWriter {

	private final Environment environment;

	private final MongoDatabase database;

	private final CollectionDefinition collection;

	private final String name;

	private final String stored;

	private final boolean expires;

	private final AtomicLong documents = new AtomicLong();

	private final AtomicLong bytes = new AtomicLong();

	private volatile @Nullable BsonValue last;

	/**
	 * Create the writer of a collection.
	 * @param database the database, with the write concern of a majority
	 * @param name the name of the collection to write to
	 * @param expires whether the server may delete expired documents as soon as they are
	 * counted
	 */
	CollectionLoader(Environment environment, MongoDatabase database, CollectionDefinition collection, String name,
			boolean expires) {
		this.environment = environment;
		this.database = database;
		this.collection = collection;
		this.name = name;
		this.stored = (collection.kind() == CollectionDefinition.Kind.TIME_SERIES)
				? CollectionDefinition.bucketsOf(name) : name;
		this.expires = expires;
	}

	CollectionDefinition collection() {
		return this.collection;
	}

	/**
	 * Return the name of the collection to write to.
	 */
	String name() {
		return this.name;
	}

	/**
	 * Return the name of the collection that stores the documents.
	 */
	String stored() {
		return this.stored;
	}

	@Override
	public PartWriter part() {
		DocumentInserter inserter = new DocumentInserter(this.environment, this.environment.mongoDatabase(),
				this.stored, this.collection,
				() -> new CollectionOperations(this.database).allowMixedSchema(this.name));
		return (batch) -> {
			inserter.insert(batch.documents());
			this.last = batch.documents().get(batch.documents().size() - 1).get("_id");
			this.documents.addAndGet(batch.documents().size());
			this.bytes.addAndGet(batch.bytes());
		};
	}

	/**
	 * Count before building the indexes and setting the option that make the server
	 * delete expired documents.
	 */
	@Override
	public CollectionSummary finish() throws InterruptedException {
		if (this.collection.kind() != CollectionDefinition.Kind.VIEW) {
			new Retry(this.environment).run(() -> requireComplete(false, false));
			new Retry(this.environment).run(this::createIndexes);
			if (this.collection.kind() == CollectionDefinition.Kind.TIME_SERIES) {
				new Retry(this.environment).run(this::requireReadable);
			}
			BsonValue expiry = this.collection.expiry();
			if (this.expires && expiry != null) {
				new Retry(this.environment)
					.run(() -> new CollectionOperations(this.database).expire(this.name, expiry));
			}
		}
		return CollectionSummary.of(this.collection, this.documents.get(), this.bytes.get());
	}

	/**
	 * Check again, after the end, that all written documents exist if the server may have
	 * lost some: its own count can be wrong after a crash. Expired documents may have
	 * been deleted.
	 */
	void requireStillComplete() {
		requireComplete(true, (this.expires ? this.collection : this.collection.withoutExpiry()).isExpiring());
	}

	private void requireComplete(boolean exactly, boolean expiring) {
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
	 * Tell whether a capped collection contains the last documents that were written, as
	 * many as it can hold: a collection that is written to while it is read yields more
	 * than it ever held at once.
	 */
	private boolean isFull(MongoCollection<Document> documents) {
		return this.collection.isCapped() && this.last != null
				&& documents.find(Filters.eq("_id", this.last)).first() != null;
	}

	private void createIndexes() {
		try {
			new CollectionOperations(this.database).createIndexes(this.name, this.collection.secondaryIndexes());
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			String why = EnvironmentException.of(this.environment, ex).getMessage();
			throw new MonarchException(Kind.FAILED,
					"The indexes of collection '" + this.collection.name() + "' cannot be built. "
							+ String.valueOf(why).replace(namespace(this.name), namespace(this.collection.name())),
					"Change or drop the index in the source, and run it again.", ex);
		}
	}

	/**
	 * Require that the server can read the buckets that it accepted: before MongoDB 5.2,
	 * it accepts compressed buckets that it cannot read. This queries the measurements of
	 * a bucket of each version. All measurements of its time are read, since the first
	 * one may be of another bucket.
	 */
	private void requireReadable() {
		BsonDocument options = this.collection.options().getDocument("timeseries");
		String time = options.getString("timeField").getValue();
		MongoCollection<BsonDocument> buckets = this.database.getCollection(this.stored, BsonDocument.class);
		for (BsonValue version : buckets.distinct("control.version", BsonValue.class)) {
			BsonDocument bucket = buckets.find(Filters.eq("control.version", version)).first();
			if (bucket == null) {
				continue;
			}
			BsonDocument measurement = new BsonDocument(time,
					bucket.getDocument("control").getDocument("max").get(time));
			BsonValue meta = bucket.get("meta");
			if (options.isString("metaField") && meta != null && meta.getBsonType() != BsonType.UNDEFINED) {
				measurement.append(options.getString("metaField").getValue(), new BsonDocument("$eq", meta));
			}
			requireReadable(measurement);
		}
	}

	private void requireReadable(Bson measurement) {
		try {
			this.database.getCollection(this.name, RawBsonDocument.class).find(measurement).forEach((each) -> {
			});
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			throw new MonarchException(Kind.FAILED,
					"The server of environment " + this.environment.description()
							+ " cannot read the buckets of the time-series collection '" + this.collection.name()
							+ "': " + EnvironmentException.of(this.environment, ex).getMessage(),
					"Use a target whose MongoDB is not older than that of the source, or leave the collection out.",
					ex);
		}
	}

	private String namespace(String collectionName) {
		return new MongoNamespace(this.database.getName(), collectionName).getFullName();
	}

}
