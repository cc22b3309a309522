package io.monarch.differential;

import java.util.List;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;

/**
 * Makes random collections on a server, which refuses what it does not support.
 */
final class Filling {

	private final MongoDatabase database;

	private int refused;

	private Filling(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Make collections.
	 * @return how many collections, indexes and documents the server has refused
	 */
	static int fill(MongoDatabase database, List<RandomCollection> collections, boolean emptyTimestamps) {
		Filling filling = new Filling(database);
		for (RandomCollection collection : collections) {
			filling.make(collection);
		}
		if (emptyTimestamps) {
			collections.stream().filter(Filling::isPlain).findFirst().ifPresent(filling::addEmptyTimestamp);
		}
		return filling.refused;
	}

	private static boolean isPlain(RandomCollection collection) {
		return collection.options().isEmpty() && !collection.name().contains("system.");
	}

	private void make(RandomCollection collection) {
		BsonDocument create = new BsonDocument("create", new BsonString(collection.name()));
		create.putAll(collection.options());
		if (!collection.name().equals("system.js") && !isDone(create)) {
			return;
		}
		// Half of the collections are indexed when they are full.
		boolean before = collection.name().length() % 2 == 0;
		if (before) {
			index(collection);
		}
		insert(collection);
		if (!before) {
			index(collection);
		}
	}

	private void index(RandomCollection collection) {
		for (BsonDocument index : collection.indexes()) {
			boolean unused = isDone(new BsonDocument("createIndexes", new BsonString(collection.name()))
				.append("indexes", new BsonArray(List.of(index))));
		}
	}

	private boolean isDone(BsonDocument command) {
		try {
			this.database.runCommand(command);
			return true;
		}
		catch (MongoCommandException ex) {
			this.refused++;
			return false;
		}
	}

	private void insert(RandomCollection collection) {
		if (collection.documents().isEmpty()) {
			return;
		}
		MongoCollection<RawBsonDocument> target = this.database.getCollection(collection.name(), RawBsonDocument.class);
		try {
			target.insertMany(collection.documents(),
					new InsertManyOptions().ordered(false).bypassDocumentValidation(!collection.isTimeSeries()));
		}
		catch (MongoBulkWriteException ex) {
			this.refused += ex.getWriteErrors().size();
		}
	}

	/**
	 * The server replaces it on insert, but not in an update.
	 */
	private void addEmptyTimestamp(RandomCollection collection) {
		MongoCollection<Document> target = this.database.getCollection(collection.name());
		try {
			target.insertOne(new Document("_id", "empty timestamp").append("first", new BsonTimestamp(0, 0)));
			target.updateOne(new Document("_id", "empty timestamp"),
					new Document("$set", new Document("first", new BsonTimestamp(0, 0))));
		}
		catch (com.mongodb.MongoWriteException ex) {
			this.refused++;
		}
	}

}
