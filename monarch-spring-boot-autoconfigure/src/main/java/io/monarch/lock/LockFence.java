package io.monarch.lock;

import java.util.concurrent.TimeUnit;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.monarch.environment.MonarchCollections;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The document that the last write of each transaction under a lock changes: only the
 * holder whose token it has can. It is beside the record of the lock and not in it, since
 * a renewal changes the record. A transaction that began before the renewal would then
 * conflict with it, so none could be open for longer than the interval of renewals.
 */
final class LockFence {

	private static final String ID = "fence";

	private static final String TOKEN = "token";

	private static final String OPEN = "open";

	/** The value has to change, since the server ignores a write without changes. */
	private static final Bson WRITE = Updates.inc("writes", 1L);

	private LockFence() {
	}

	/**
	 * Take the fence over for a new holder. Transactions of earlier holders can then no
	 * longer commit.
	 * @param token the token of the new holder
	 * @return whether it was taken over: otherwise, a later holder has it
	 */
	static boolean take(MongoDatabase database, LockSettings settings, long token) {
		// The record of the lock is new, so a fence that exists is from before it was
		// deleted.
		Document filter = (token == 1) ? any() : any().append(TOKEN, new Document("$lt", token));
		try {
			LockRecord.collection(database, settings)
				.findOneAndUpdate(filter, Updates.combine(Updates.set(TOKEN, token), Updates.set(OPEN, true)),
						new FindOneAndUpdateOptions().upsert(true)
							.maxTime(settings.renewalDeadline().toMillis() / 4, TimeUnit.MILLISECONDS));
			return true;
		}
		catch (MongoCommandException ex) {
			if (ErrorCategory.fromErrorCode(ex.getErrorCode()) == ErrorCategory.DUPLICATE_KEY) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * Write the fence.
	 * @param database the database, bound to the transaction if there is one
	 * @return whether the holder still has it
	 */
	static boolean write(MongoDatabase database, LockSettings settings, long token) {
		return LockRecord.collection(database, settings).updateOne(of(token), WRITE).getMatchedCount() == 1;
	}

	/**
	 * Write the fence in a transaction of the driver.
	 * @return whether the holder still has it
	 */
	static boolean write(MongoDatabase database, ClientSession session, long token) {
		MongoCollection<Document> locks = database.getCollection(MonarchCollections.LOCK);
		return locks.updateOne(session, of(token), WRITE).getMatchedCount() == 1;
	}

	/**
	 * Return the write that closes the fence of a holder, if it still has it.
	 */
	static UpdateOneModel<Document> closing(long token) {
		return new UpdateOneModel<>(of(token), Updates.set(OPEN, false));
	}

	/**
	 * Close the fence before a lock is taken away from any holder.
	 * @param token the token of the lock's record
	 */
	static void close(MongoCollection<Document> locks, long token) {
		locks.updateOne(any(), Updates.combine(Updates.set(TOKEN, token), Updates.set(OPEN, false)),
				new UpdateOptions().upsert(true));
	}

	/**
	 * Close the fence after the lock of one holder was taken away, even if that holder
	 * has not taken the fence yet, but not that of a later one.
	 */
	static void closeFor(MongoCollection<Document> locks, long token) {
		locks.updateOne(any().append(TOKEN, new Document("$lte", token)),
				Updates.combine(Updates.set(TOKEN, token), Updates.set(OPEN, false)));
	}

	private static Document any() {
		return new Document("_id", ID);
	}

	private static Document of(long token) {
		return any().append(TOKEN, token).append(OPEN, true);
	}

}
