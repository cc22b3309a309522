package io.monarch.environment;

import java.time.Instant;
import java.util.Date;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

/**
 * Reads the clock of the server, since those of the clients cannot be trusted to agree.
 */
final class ServerClock {

	private static final int COMMAND_NOT_FOUND = 59;

	private final MongoDatabase database;

	ServerClock(MongoDatabase database) {
		this.database = database;
	}

	Instant now() {
		return greeting(this.database).get("localTime", Date.class).toInstant();
	}

	/**
	 * What the server says of itself; older servers know only the older command.
	 */
	static Document greeting(MongoDatabase database) {
		try {
			return database.runCommand(new Document("hello", 1));
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == COMMAND_NOT_FOUND) {
				return database.runCommand(new Document("isMaster", 1));
			}
			throw ex;
		}
	}

}
