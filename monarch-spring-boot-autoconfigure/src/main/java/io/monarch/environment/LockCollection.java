package io.monarch.environment;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What the collection of the lock is. Only a plain collection can hold the lock: a view,
 * a time series, a capped collection or one with a validator refuses its writes.
 */
final class LockCollection {

	private static final int UNAUTHORIZED = 13;

	private LockCollection() {
	}

	/**
	 * Require that the collection is plain, or is not there.
	 * @throws UnreadableLockException if it is something else
	 */
	static void require(Environment environment) {
		String problem = problem(environment.mongoDatabase());
		if (problem != null) {
			throw new UnreadableLockException(
					"Collection '" + EnvironmentLock.COLLECTION + "' of environment " + environment.description() + " "
							+ problem + ", so it cannot hold Monarch's lock.",
					"Run 'monarch unlock " + environment.name() + "', which drops it after confirmation.");
		}
	}

	/**
	 * Return why the collection cannot hold the lock, or {@code null} where it can, where
	 * it is not there, or where the user may not see that.
	 */
	static @Nullable String problem(MongoDatabase database) {
		for (Document collection : find(database)) {
			Document options = collection.get("options", new Document());
			if (options.containsKey("viewOn")) {
				return "is a view";
			}
			if (options.containsKey("timeseries")) {
				return "is a time series";
			}
			if (Boolean.TRUE.equals(options.get("capped"))) {
				return "is capped";
			}
			if (options.containsKey("validator")) {
				return "has a validator";
			}
		}
		return null;
	}

	private static List<Document> find(MongoDatabase database) {
		try {
			return database.listCollections()
				.filter(new Document("name", EnvironmentLock.COLLECTION))
				.into(new ArrayList<>());
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				return List.of();
			}
			throw ex;
		}
	}

}
