package io.monarch.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.Operator;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The record that makes a database a temporary one of Monarch's own. It is a document
 * beside the record of the lock, which no replacement, copy or backup touches.
 */
final class ScratchMarker {

	private static final String ID = "scratch";

	private static final int FORMAT = 1;

	private final String database;

	private final String purpose;

	private final String owner = Operator.host() + ":" + ProcessHandle.current().pid() + ":"
			+ UUID.randomUUID().toString().substring(0, 8);

	ScratchMarker(String database, String purpose) {
		this.database = database;
		this.purpose = purpose;
	}

	/**
	 * Write it to a database that does not exist yet.
	 * @throws com.mongodb.MongoWriteException if the database already has one
	 */
	void create(MongoDatabase target, Instant now, Duration lease) {
		collection(target).insertOne(new Document("_id", ID).append("format", FORMAT)
			.append("database", this.database)
			.append("owner", this.owner)
			.append("by", Operator.current())
			.append("purpose", this.purpose)
			.append("since", Date.from(now))
			.append("until", Date.from(now.plus(lease))));
	}

	/**
	 * Tell whether it is there, and this process owns it.
	 */
	boolean isOwned(MongoDatabase target) {
		return collection(target).find(new Document("_id", ID).append("owner", this.owner)).first() != null;
	}

	/**
	 * Renew its lease.
	 * @param again whether to write it again if it is gone, for as long as no other
	 * process can have dropped the database
	 * @return whether it is still there, and this process owns it
	 */
	boolean renew(MongoDatabase target, Instant until, boolean again) {
		Bson renewal = Updates.combine(Updates.set("until", Date.from(until)), Updates.setOnInsert("format", FORMAT),
				Updates.setOnInsert("database", this.database), Updates.setOnInsert("by", Operator.current()),
				Updates.setOnInsert("purpose", this.purpose), Updates.setOnInsert("since", Date.from(Instant.now())));
		try {
			var result = collection(target).updateOne(new Document("_id", ID).append("owner", this.owner), renewal,
					new UpdateOptions().upsert(again));
			return result.getMatchedCount() == 1 || result.getUpsertedId() != null;
		}
		catch (MongoWriteException ex) {
			if (ex.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
				return false; // another process has taken it over
			}
			throw ex;
		}
	}

	/**
	 * Remove it, so that the database belongs to the user.
	 */
	void remove(MongoDatabase target) {
		collection(target).deleteOne(new Document("_id", ID).append("owner", this.owner));
	}

	/**
	 * Take over a database whose owner is dead, in one write: its lease has expired by
	 * the server's clock, and the marker was written for this database and not copied
	 * into it.
	 * @return whether this process now owns it
	 */
	boolean takeOver(MongoDatabase target, Instant now, Duration lease) {
		return collection(target)
			.updateOne(
					new Document("_id", ID).append("format", new Document("$lte", FORMAT))
						.append("database", this.database)
						.append("until", new Document("$lte", Date.from(now))),
					Updates.combine(Updates.set("owner", this.owner), Updates.set("until", Date.from(now.plus(lease)))))
			.getMatchedCount() == 1;
	}

	private static MongoCollection<Document> collection(MongoDatabase target) {
		return target.getCollection(MonarchCollections.LOCK)
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
	}

}
