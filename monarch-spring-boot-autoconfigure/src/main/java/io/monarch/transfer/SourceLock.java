package io.monarch.transfer;

import java.util.Objects;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentLock;
import io.monarch.environment.MonarchException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a database that is read without a snapshot is migrated or replaced
 * meanwhile: then what is read is partly of before and partly of after, and its history
 * says something else.
 */
final class SourceLock {

	private static final int UNAUTHORIZED = 13;

	private final Environment environment;

	/** Of the last holder of the lock, which only grows. */
	private final @Nullable BsonValue token;

	private SourceLock(Environment environment) {
		this.environment = environment;
		this.token = token(environment.mongoDatabase());
	}

	/**
	 * Look at the lock, before anything is read.
	 */
	static SourceLock of(Environment environment) {
		return new SourceLock(environment);
	}

	/**
	 * A user who may not read the record may read the data all the same.
	 */
	private static @Nullable BsonValue token(MongoDatabase database) {
		try {
			BsonDocument lock = EnvironmentLock.record(database);
			return (lock != null) ? lock.get("token") : null;
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				return null;
			}
			throw ex;
		}
	}

	/**
	 * Require that no other command holds the lock.
	 * @throws MonarchException if one does
	 */
	void requireFree() {
		if (this.token != null && EnvironmentLock.isHeld(this.environment)) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Environment " + this.environment.description()
							+ " is being migrated or replaced, and its server has no snapshots to read meanwhile.",
					"Nothing was changed. Run it again when that is over.");
		}
	}

	/**
	 * Require that no command has taken the lock since the first look.
	 * @throws MonarchException if one has
	 */
	void requireUnchanged() {
		if (!Objects.equals(this.token, token(this.environment.mongoDatabase()))) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Environment " + this.environment.description()
							+ " was migrated or replaced while it was read without a snapshot.",
					"Nothing was changed. Run it again when no migration runs.");
		}
	}

}
