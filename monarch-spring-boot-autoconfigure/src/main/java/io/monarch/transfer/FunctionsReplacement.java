package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/**
 * Replaces the stored functions of a database. The server neither renames nor drops the
 * collection that holds them.
 */
final class FunctionsReplacement {

	private static final int UNAUTHORIZED = 13;

	/** InvalidIdField. */
	private static final int INVALID_ID = 53;

	private final MongoDatabase database;

	/**
	 * Create for a database whose write concern is that of a majority.
	 */
	FunctionsReplacement(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Return the names of the functions.
	 */
	List<BsonValue> names() {
		return this.database.getCollection(Catalogue.FUNCTIONS, BsonDocument.class)
			.find()
			.projection(Projections.include("_id"))
			.map((function) -> function.get("_id"))
			.into(new ArrayList<>());
	}

	/**
	 * Replace the functions with the staged ones, one by one.
	 * @param old the functions that existed before the lock was checked: only these are
	 * deleted
	 */
	void run(String staging, List<BsonValue> old) {
		MongoCollection<RawBsonDocument> functions = functions();
		List<BsonValue> ids = new ArrayList<>();
		for (RawBsonDocument function : this.database.getCollection(staging, RawBsonDocument.class).find()) {
			Bson same = Filters.eq("_id", function.get("_id"));
			functions.replaceOne(same, function, new ReplaceOptions().upsert(true));
			if (EmptyTimestamps.isIn(function)) {
				EmptyTimestamps.restore(function, functions);
			}
			ids.add(function.get("_id"));
		}
		deleteAll(old.stream().filter((id) -> !ids.contains(id)).toList());
	}

	/**
	 * Delete functions.
	 */
	void deleteAll(List<BsonValue> names) {
		functions().deleteMany(Filters.in("_id", names));
	}

	/**
	 * Create a function and delete it again, which needs the same privileges. If there
	 * are no functions yet, their collection would remain, since the server does not drop
	 * it: then a function that the server rejects is written.
	 */
	void tryOut(String run, boolean there) {
		MongoCollection<RawBsonDocument> functions = functions();
		if (!there) {
			try {
				this.database.getCollection(Catalogue.FUNCTIONS, BsonDocument.class)
					.insertOne(new BsonDocument("_id", new BsonArray()));
			}
			catch (MongoException ex) {
				if (ex.getCode() != INVALID_ID) {
					throw ex;
				}
			}
		}
		functions.updateOne(tried(run), Updates.set("value", new BsonString("")), new UpdateOptions().upsert(there));
		functions.deleteOne(tried(run));
	}

	/**
	 * Delete the remains of an interrupted preflight. A user without the privilege cannot
	 * have created any.
	 */
	void deleteTried(String run) {
		try {
			functions().deleteOne(tried(run));
		}
		catch (MongoException ex) {
			if (ex.getCode() != UNAUTHORIZED) {
				throw ex;
			}
		}
	}

	private static Bson tried(String run) {
		return Filters.eq("_id", new BsonString(Staging.planOf(run)));
	}

	private MongoCollection<RawBsonDocument> functions() {
		return this.database.getCollection(Catalogue.FUNCTIONS, RawBsonDocument.class);
	}

}
