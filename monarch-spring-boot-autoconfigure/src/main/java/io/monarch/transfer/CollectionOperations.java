package io.monarch.transfer;

import java.util.HexFormat;
import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.RenameCollectionOptions;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Creates collections and indexes from their definitions. All writes are acknowledged by
 * a majority.
 */
final class CollectionOperations {

	private static final int ID_INDEX_VERSION = 2;

	private static final int NAMESPACE_NOT_FOUND = 26;

	private static final int UNKNOWN_FIELD = 40415;

	/** CannotInsertTimeseriesBucketsWithMixedSchema. */
	static final int MIXED_SCHEMA = 408;

	/** The default version of an index on MongoDB 3.4 or later. */
	private static final int USUAL_VERSION = 2;

	private final MongoDatabase database;

	/**
	 * Create for a database whose write concern is that of a majority.
	 */
	CollectionOperations(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Create a collection or a view with all its options.
	 * @param name its name, which may differ from that of the definition
	 */
	void create(String name, CollectionDefinition collection) {
		if (Catalogue.isSystem(name)) {
			return; // it is created with its first document
		}
		BsonDocument command = command("create", name);
		command.putAll(collection.options());
		command.put("create", new BsonString(name)); // old servers list it as an option
		command.remove("autoIndexId"); // of servers before 4.0
		collection.indexes()
			.stream()
			.filter(CollectionDefinition::isIdIndex)
			.map(IndexCollation::listed)
			.filter((index) -> !comesByItself(index))
			.findFirst()
			.ifPresent((index) -> command.append("idIndex", index));
		run(command);
		if (collection.kind() == Kind.TIME_SERIES) {
			requireBuckets(name, collection);
		}
	}

	/**
	 * Require that the server stores buckets in the collection of buckets: otherwise,
	 * documents written there would not be in the time series.
	 */
	private void requireBuckets(String name, CollectionDefinition collection) {
		if (Catalogue.find(this.database, CollectionDefinition.BUCKETS + name) == null) {
			drop(name);
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Time series '" + collection.name() + "' cannot be written to database '" + this.database.getName()
							+ "': its server stores time series in a format that Monarch does not support, as "
							+ "MongoDB 8.3 and later do.",
					"Exclude it with a query set or --only, or use a server of an earlier version.");
		}
	}

	private static boolean comesByItself(BsonDocument index) {
		return index.containsKey("clustered") || index.containsKey("collation")
				|| (index.isNumber("v") && index.getNumber("v").intValue() == ID_INDEX_VERSION);
	}

	/**
	 * Create an ordinary collection.
	 */
	void create(String name) {
		run(command("create", name));
	}

	/**
	 * Build all indexes of a collection in one pass over it. By default, a replica set
	 * waits for all of its members, forever if one is down.
	 */
	void createIndexes(String name, List<BsonDocument> indexes) {
		if (!indexes.isEmpty()) {
			BsonDocument command = command("createIndexes", name).append("indexes",
					new BsonArray(indexes.stream().map(CollectionOperations::withoutUsualVersion).toList()));
			if (Servers.hasCommitQuorum(this.database)) {
				command.append("commitQuorum", new BsonString("majority"));
			}
			run(command);
		}
	}

	/**
	 * Omit the default version, since some servers reject it.
	 */
	private static BsonDocument withoutUsualVersion(BsonDocument index) {
		BsonDocument created = index.clone();
		if (index.isNumber("v") && index.getNumber("v").intValue() == USUAL_VERSION) {
			created.remove("v");
		}
		return created;
	}

	/**
	 * Rename a collection over another one, if there is one.
	 */
	void rename(String from, String to) {
		this.database.getCollection(from)
			.renameCollection(new MongoNamespace(this.database.getName(), to),
					new RenameCollectionOptions().dropTarget(true));
	}

	/**
	 * Drop a collection if it is there, or empty one that the server does not drop. The
	 * driver's own method would also drop the collections for encrypted fields, which a
	 * staging collection shares with the one in use.
	 */
	void drop(String name) {
		if (Catalogue.isSystem(name)) {
			this.database.getCollection(name).deleteMany(new BsonDocument());
			return;
		}
		try {
			run(command("drop", name));
		}
		catch (MongoCommandException ex) {
			// Servers before 4.0, and the in-process one, report this without a code.
			if (ex.getErrorCode() != NAMESPACE_NOT_FOUND && !ex.getErrorMessage().contains("ns not found")) {
				throw ex;
			}
		}
	}

	/**
	 * Drop a collection, but not a later one with its name: the process may be paused
	 * just before, or the message delayed, until another process has finished its work.
	 * Servers accept this condition since 6.0, and only for ordinary collections.
	 */
	void drop(CollectionDefinition collection) {
		boolean known = collection.kind() == Kind.COLLECTION && !collection.uuid().isEmpty();
		if (!known || Catalogue.isSystem(collection.name())) {
			drop(collection.name());
			return;
		}
		BsonBinary uuid = new BsonBinary(BsonBinarySubType.UUID_STANDARD, HexFormat.of().parseHex(collection.uuid()));
		try {
			run(command("drop", collection.name()).append("collectionUUID", uuid));
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() != UNKNOWN_FIELD) {
				throw ex;
			}
			drop(collection.name());
		}
	}

	/**
	 * Change the definition of a view. Anything else with its name is not affected.
	 */
	void change(String view, BsonDocument options) {
		run(command("collMod", view).append("viewOn", options.get("viewOn"))
			.append("pipeline", options.getArray("pipeline", new BsonArray())));
	}

	/**
	 * Let the server delete expired documents.
	 * @param seconds the number of seconds after which they expire
	 */
	void expire(String name, BsonValue seconds) {
		run(command("collMod", name).append("expireAfterSeconds", seconds));
	}

	/**
	 * Let a time-series collection hold buckets in which a field has values of different
	 * types. Late versions of MongoDB 5.0 and later require this, while earlier ones
	 * accept such buckets.
	 */
	void allowMixedSchema(String timeSeries) {
		run(command("collMod", timeSeries).append("timeseriesBucketsMayHaveMixedSchemaData", BsonBoolean.TRUE));
	}

	/**
	 * Tell whether the server rejected a bucket because this is not allowed.
	 */
	static boolean isMixedSchema(MongoException failure) {
		return failure.getCode() == MIXED_SCHEMA || (failure instanceof MongoBulkWriteException bulk
				&& bulk.getWriteErrors().stream().anyMatch((error) -> error.getCode() == MIXED_SCHEMA));
	}

	private static BsonDocument command(String command, String name) {
		return new BsonDocument(command, new BsonString(name));
	}

	private void run(BsonDocument command) {
		BsonDocument concern = this.database.getWriteConcern().asDocument();
		var unused = this.database.runCommand(command.append("writeConcern", concern), BsonDocument.class);
	}

}
