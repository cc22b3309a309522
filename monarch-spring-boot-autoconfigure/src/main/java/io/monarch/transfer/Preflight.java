package io.monarch.transfer;

import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Tries everything that a replacement does after the point of no return, as the target's
 * user and with staging names, so that refusals of the server are detected before
 * anything is changed.
 */
final class Preflight {

	private static final int UNAUTHORIZED = 13;

	private final Environment environment;

	private final MongoDatabase database;

	private final CollectionOperations definitions;

	private final Staging staging;

	private final Retry retry;

	/**
	 * Create for a database whose write concern is that of a majority.
	 */
	Preflight(Environment environment, MongoDatabase database, Staging staging) {
		this.environment = environment;
		this.database = database;
		this.definitions = new CollectionOperations(database);
		this.staging = staging;
		this.retry = new Retry(environment);
	}

	/**
	 * Require that a swap of the collections is possible.
	 * @param some whether other collections of the database are kept
	 */
	void requireSwap(List<CollectionDefinition> collections, boolean some) throws InterruptedException {
		requirePossibleNames(collections);
		String tried = tryCollection(true);
		for (CollectionDefinition collection : collections) {
			if (collection.isEncrypted()) {
				tryRename(collection);
			}
			if (collection.shardKey() != null) {
				tryDefinition(collection);
			}
		}
		requireRest(collections, some);
		tryDrop(tried);
	}

	/**
	 * Require that the collections can be created in place.
	 * @param some whether other collections of the database are kept
	 */
	void requireInPlace(List<CollectionDefinition> collections, boolean some) throws InterruptedException {
		requirePossibleNames(collections);
		String tried = tryCollection(false);
		for (CollectionDefinition collection : collections) {
			if (collection.kind() == Kind.COLLECTION) {
				tryDefinition(collection);
			}
		}
		requireRest(collections, some);
		tryDrop(tried);
	}

	private void requireRest(List<CollectionDefinition> collections, boolean some) throws InterruptedException {
		Map<String, CollectionDefinition> there = this.retry
			.call(() -> Catalogue.namesWhileLocked(this.environment, this.database));
		tryFunctions(collections, some, there);
		tryTimeSeries(collections, there);
		new ViewPreflight(this.environment, this.database, this.staging).run(collections, some, there);
	}

	private void requirePossibleNames(List<CollectionDefinition> collections) throws InterruptedException {
		CollectionNames.requireHistory(this.environment, collections);
		for (CollectionDefinition collection : collections) {
			this.retry.run(() -> CollectionNames.require(this.environment, collection));
		}
	}

	/**
	 * Create, fill, index, rename over another one and empty a collection.
	 * @return its name
	 */
	private String tryCollection(boolean renamed) throws InterruptedException {
		String name = this.staging.name();
		String other = this.staging.name();
		attempt("create, index and fill a collection", () -> createWithDocument(name));
		if (renamed) {
			attempt("rename a collection over another one", () -> {
				createWithDocument(other);
				if (Catalogue.find(this.database, name) != null) { // or it is done
					this.definitions.rename(name, other);
				}
			});
		}
		String last = renamed ? other : name;
		attempt("delete documents", () -> this.database.getCollection(last).deleteMany(new BsonDocument()));
		requireRightToChangeViews();
		return last;
	}

	/**
	 * Drop the trial collection last, so that it identifies the remains of an interrupted
	 * preflight.
	 */
	private void tryDrop(String name) throws InterruptedException {
		attempt("drop a collection", () -> {
			CollectionDefinition there = Catalogue.find(this.database, name);
			if (there != null) {
				this.definitions.drop(there);
			}
		});
	}

	private void createWithDocument(String name) {
		this.definitions.drop(name); // if the reply to the first attempt was lost
		this.definitions.create(name);
		// An index of an empty collection does not wait for anything.
		this.definitions.createIndexes(name, List.of(index()));
		this.database.getCollection(name, BsonDocument.class)
			.insertOne(new BsonDocument("_id", new BsonInt32(1)).append("x", new BsonInt32(1)));
	}

	private static BsonDocument index() {
		return new BsonDocument("key", new BsonDocument("x", new BsonInt32(1))).append("name", new BsonString("x_1"));
	}

	/**
	 * A server checks privileges first, and then reports in some way that there is no
	 * such view.
	 */
	private void requireRightToChangeViews() throws InterruptedException {
		String nothing = this.staging.name();
		this.retry.run(() -> {
			try {
				this.definitions.change(nothing, new BsonDocument("viewOn", new BsonString(nothing)));
			}
			catch (MongoException ex) {
				if (ex.getCode() == UNAUTHORIZED || Retry.passes(ex)) {
					throw ex;
				}
			}
		});
	}

	private void tryDefinition(CollectionDefinition collection) throws InterruptedException {
		String name = this.staging.name();
		this.retry.run(() -> {
			naming(this.environment, collection, name, () -> {
				this.definitions.drop(name);
				this.definitions.create(name, collection);
				Sharding.shard(this.environment, name, collection);
				this.definitions.createIndexes(name, collection.secondaryIndexes());
			});
			this.definitions.drop(name);
		});
	}

	/**
	 * Whether the server renames a collection with encrypted fields depends on its
	 * version and on the user.
	 */
	private void tryRename(CollectionDefinition collection) throws InterruptedException {
		String name = this.staging.name();
		String other = this.staging.name();
		this.retry.run(() -> {
			this.definitions.drop(name);
			this.definitions.drop(other);
			try {
				this.definitions.create(name, collection);
				this.definitions.rename(name, other);
			}
			catch (MongoException ex) {
				if (Retry.passes(ex)) {
					throw ex;
				}
				this.definitions.drop(name);
				throw new MonarchException(MonarchException.Kind.FAILED,
						"Collection '" + collection.name() + "' cannot be swapped into environment "
								+ this.environment.description()
								+ ": it has encryptedFields, and the server does not rename such a collection.",
						"Exclude it with a query set or --only, or add --in-place, which renames nothing.", ex);
			}
			this.definitions.drop(other);
		});
	}

	/**
	 * The server neither creates nor drops the collection of stored functions as others,
	 * and its built-in roles for writing do not always cover it.
	 */
	private void tryFunctions(List<CollectionDefinition> collections, boolean some,
			Map<String, CollectionDefinition> there) throws InterruptedException {
		boolean written = collections.stream().anyMatch((each) -> each.name().equals(Catalogue.FUNCTIONS));
		if (written || (!some && there.containsKey(Catalogue.FUNCTIONS))) {
			FunctionsReplacement functions = new FunctionsReplacement(this.database);
			boolean exist = there.containsKey(Catalogue.FUNCTIONS);
			attempt("write and delete stored functions", () -> functions.tryOut(this.staging.run(), exist));
		}
	}

	/**
	 * Create each time-series collection, and write and delete buckets of one of them and
	 * of those that are emptied.
	 */
	private void tryTimeSeries(List<CollectionDefinition> collections, Map<String, CollectionDefinition> there)
			throws InterruptedException {
		boolean written = false;
		for (CollectionDefinition collection : collections) {
			if (collection.kind() != Kind.TIME_SERIES) {
				continue;
			}
			String name = this.staging.name();
			boolean first = !written;
			this.retry.run(() -> {
				naming(this.environment, collection, name, () -> {
					this.definitions.drop(name);
					this.definitions.create(name, collection);
					this.definitions.createIndexes(name, collection.secondaryIndexes());
				});
				if (first) {
					tryBuckets(collection, name);
				}
			});
			written = true;
			CollectionDefinition old = there.get(collection.name());
			if (old != null && old.kind() == Kind.TIME_SERIES) {
				attempt("delete buckets of a time series",
						() -> buckets(old.name()).deleteMany(Filters.eq("_id", new BsonObjectId())));
			}
			this.retry.run(() -> this.definitions.drop(name));
		}
	}

	/**
	 * Let the server create a bucket from a measurement, and write this bucket as a
	 * restore does.
	 */
	private void tryBuckets(CollectionDefinition collection, String name) {
		String time = collection.options().getDocument("timeseries").getString("timeField").getValue();
		MongoCollection<BsonDocument> buckets = buckets(name);
		this.database.getCollection(name, BsonDocument.class)
			.insertOne(new BsonDocument(time, new BsonDateTime(System.currentTimeMillis())));
		BsonDocument bucket = buckets.find().first();
		if (bucket != null) {
			BsonValue id = bucket.get("_id");
			buckets.deleteOne(Filters.eq("_id", id));
			buckets.insertOne(bucket);
			buckets.deleteOne(Filters.eq("_id", id));
		}
	}

	private MongoCollection<BsonDocument> buckets(String name) {
		return this.database.getCollection(CollectionDefinition.bucketsOf(name), BsonDocument.class);
	}

	/**
	 * Try an operation that a replacement needs.
	 * @param what the name of the operation
	 */
	private void attempt(String what, Runnable work) throws InterruptedException {
		this.retry.run(() -> {
			try {
				work.run();
			}
			catch (MongoException ex) {
				if (Retry.passes(ex) || ex.getCode() == UNAUTHORIZED) {
					throw ex;
				}
				EnvironmentException why = EnvironmentException.of(this.environment, ex);
				throw new MonarchException(why.kind(),
						"To replace data in environment " + this.environment.description() + ", Monarch has to " + what
								+ ", which the server refused: " + why.getMessage(),
						"Nothing was changed. Fix the cause and run it again.", ex);
			}
		});
	}

	/**
	 * Do something with a staging collection, and name the actual collection in errors.
	 */
	static void naming(Environment environment, CollectionDefinition collection, String name, Runnable work) {
		try {
			work.run();
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			EnvironmentException why = EnvironmentException.of(environment, ex);
			throw new MonarchException(why.kind(), "Collection '" + collection.name() + "' cannot be created. "
					+ String.valueOf(why.getMessage()).replace(name, collection.name()), why.action(), ex);
		}
	}

}
