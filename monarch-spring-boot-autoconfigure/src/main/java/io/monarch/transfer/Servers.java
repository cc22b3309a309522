package io.monarch.transfer;

import java.util.Arrays;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers who they are.
 */
final class Servers {

	private static final int COMMAND_NOT_FOUND = 59;

	private Servers() {
	}

	/**
	 * Tell whether two environments are one database, whatever they are called and
	 * however they are reached. Each process of MongoDB gives itself an id when it
	 * starts.
	 */
	static boolean isSameDatabase(Environment one, Environment other) {
		Object process = process(one.mongoDatabase());
		return process != null && process.equals(process(other.mongoDatabase()))
				&& one.database().equals(other.database());
	}

	private static @Nullable Object process(MongoDatabase database) {
		return hello(database).get("topologyVersion", new Document()).get("processId");
	}

	/**
	 * Return something that changes when another member becomes the primary, or when a
	 * server is started again.
	 */
	static Object incarnation(MongoDatabase database) {
		return Arrays.asList(process(database), hello(database).get("electionId"));
	}

	private static Document hello(MongoDatabase database) {
		try {
			return database.runCommand(new Document("hello", 1));
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == COMMAND_NOT_FOUND) {
				return new Document(); // a server that is none of MongoDB's
			}
			throw ex;
		}
	}

}
