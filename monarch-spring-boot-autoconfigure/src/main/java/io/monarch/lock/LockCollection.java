package io.monarch.lock;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The kind of the lock's collection. Only a plain collection can hold the lock: a view, a
 * time series, a capped collection or one with a validator can reject its writes.
 */
final class LockCollection {

	private static final int UNAUTHORIZED = 13;

	private final MongoDatabase database;

	private final Document options;

	private LockCollection(MongoDatabase database, Document options) {
		this.database = database;
		this.options = options;
	}

	/**
	 * Read the kind of the collection in a database. A collection that does not exist, or
	 * that the user may not list, counts as plain.
	 */
	static LockCollection of(MongoDatabase database) {
		return new LockCollection(database, options(database));
	}

	private static Document options(MongoDatabase database) {
		try {
			Document found = database.listCollections().filter(new Document("name", MonarchCollections.LOCK)).first();
			return (found != null) ? found.get("options", new Document()) : new Document();
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				return new Document();
			}
			throw ex;
		}
	}

	/**
	 * Require that the collection is plain.
	 * @throws UnreadableLockException if it is not
	 */
	static void require(Environment environment) {
		String problem = of(environment.mongoDatabase()).problem();
		if (problem != null) {
			throw new UnreadableLockException(
					"Collection '" + MonarchCollections.LOCK + "' of environment " + environment.description() + " "
							+ problem + ", and Monarch's lock needs a plain collection.",
					"Run 'monarch unlock " + environment.name() + "', which makes it one after confirmation.");
		}
	}

	/**
	 * Tell whether it stores documents, which may include the record of the lock.
	 */
	boolean isStored() {
		return !this.options.containsKey("viewOn") && !this.options.containsKey("timeseries");
	}

	/**
	 * Make it a plain collection. Documents are kept only if it just had a validator.
	 */
	void makePlain() {
		if (isStored() && !isCapped()) {
			this.database
				.runCommand(new Document("collMod", MonarchCollections.LOCK).append("validator", new Document()));
		}
		else {
			this.database.getCollection(MonarchCollections.LOCK).drop();
		}
	}

	/**
	 * Return the problem with it, or {@code null} if it is plain.
	 */
	@Nullable String problem() {
		if (this.options.containsKey("viewOn")) {
			return "is a view";
		}
		if (this.options.containsKey("timeseries")) {
			return "is a time series";
		}
		if (isCapped()) {
			return "is capped";
		}
		return this.options.containsKey("validator") ? "has a validator" : null;
	}

	private boolean isCapped() {
		return Boolean.TRUE.equals(this.options.get("capped"));
	}

}
