package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a time-series collection with a staged one, bucket by bucket. The server does
 * not rename time series, and a delayed drop could hit a newer one: if the new one has
 * the same options, the old one is emptied instead.
 */
final class TimeSeriesReplacement {

	private static final int BATCH = 1000;

	private static final long BATCH_BYTES = 8 << 20;

	private final MongoDatabase database;

	private final CollectionOperations definitions;

	private final Fence fence;

	/**
	 * Create for a database whose write concern is that of a majority.
	 */
	TimeSeriesReplacement(MongoDatabase database, CollectionOperations definitions, Fence fence) {
		this.database = database;
		this.definitions = definitions;
		this.fence = fence;
	}

	/**
	 * Replace a collection. This can be repeated after an interruption.
	 * @param collection the new one
	 * @param staging the time-series collection that holds its buckets
	 * @param old the collection with its name, or {@code null} if there is none
	 */
	void run(CollectionDefinition collection, String staging, @Nullable CollectionDefinition old) {
		MongoCollection<RawBsonDocument> buckets = buckets(collection.name());
		if (old != null && isSameShape(old, collection)) {
			inBatches(buckets.find().projection(Projections.include("_id")), (batch) -> delete(batch, buckets));
		}
		else {
			if (old != null) {
				this.definitions.drop(old);
			}
			this.definitions.create(collection.name(), collection);
		}
		inBatches(buckets(staging).find(), (batch) -> insert(batch, collection.name(), buckets));
		this.definitions.createIndexes(collection.name(), collection.secondaryIndexes());
	}

	private MongoCollection<RawBsonDocument> buckets(String name) {
		return this.database.getCollection(CollectionDefinition.bucketsOf(name), RawBsonDocument.class);
	}

	private boolean isSameShape(CollectionDefinition old, CollectionDefinition collection) {
		return old.kind() == Kind.TIME_SERIES && old.options().equals(collection.options())
				&& collection.hasIndexes(Catalogue.indexes(this.database, old.name()));
	}

	private static void inBatches(FindIterable<RawBsonDocument> documents, Consumer<List<RawBsonDocument>> work) {
		List<RawBsonDocument> batch = new ArrayList<>();
		long bytes = 0;
		for (RawBsonDocument document : documents.batchSize(BATCH)) {
			batch.add(document);
			bytes += DocumentBatch.size(document);
			if (batch.size() == BATCH || bytes > BATCH_BYTES) {
				work.accept(batch);
				batch.clear();
				bytes = 0;
			}
		}
		if (!batch.isEmpty()) {
			work.accept(batch);
		}
	}

	private void delete(List<RawBsonDocument> batch, MongoCollection<RawBsonDocument> buckets) {
		List<BsonValue> ids = batch.stream().map((document) -> document.get("_id")).toList();
		this.fence.run((session) -> {
			var unused = (session != null) ? buckets.deleteMany(session, Filters.in("_id", ids))
					: buckets.deleteMany(Filters.in("_id", ids));
		});
	}

	private void insert(List<RawBsonDocument> batch, String name, MongoCollection<RawBsonDocument> buckets) {
		try {
			insert(batch, buckets);
		}
		catch (MongoException ex) {
			if (!CollectionOperations.isMixedSchema(ex)) {
				throw ex;
			}
			this.definitions.allowMixedSchema(name);
			// Without a transaction, the buckets before the rejected one are already
			// written.
			delete(batch, buckets);
			insert(batch, buckets);
		}
		batch.stream().filter(EmptyTimestamps::isIn).forEach((bucket) -> EmptyTimestamps.restore(bucket, buckets));
	}

	private void insert(List<RawBsonDocument> batch, MongoCollection<RawBsonDocument> buckets) {
		this.fence.run((session) -> {
			var unused = (session != null) ? buckets.insertMany(session, batch) : buckets.insertMany(batch);
		});
	}

}
