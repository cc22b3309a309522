package io.monarch.transfer;

import java.util.Objects;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.lock.LockRecord;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Detects that a database which is read without a snapshot is migrated or replaced in the
 * meantime: then the data is partly old and partly new, and does not match its history.
 */
final class SourceLock {

	private static final int UNAUTHORIZED = 13;

	private final Environment environment;

	/**
	 * The record, which is written whenever the lock is acquired, renewed or released.
	 */
	private final @Nullable BsonDocument record;

	private SourceLock(Environment environment) {
		this.environment = environment;
		this.record = record(environment.mongoDatabase());
	}

	/**
	 * Read the lock before any data is read.
	 */
	static SourceLock of(Environment environment) {
		return new SourceLock(environment);
	}

	/**
	 * Read the record. A user who may not read it may still read the data.
	 */
	private static @Nullable BsonDocument record(MongoDatabase database) {
		try {
			return LockRecord.read(database);
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
		if (isHeld()) {
			throw new MonarchException(MonarchException.Kind.BUSY,
					"Environment " + this.environment.description()
							+ " is being migrated or replaced, and its server does not provide a snapshot to read "
							+ "in the meantime.",
					"Nothing was changed. Run it again when that is over.");
		}
	}

	private boolean isHeld() {
		return this.record != null && LockRecord.isHeld(this.environment);
	}

	/**
	 * Require that no command has held the lock since the first read.
	 * @throws MonarchException if one has
	 */
	void requireUnchanged() {
		if (!Objects.equals(this.record, record(this.environment.mongoDatabase())) || isHeld()) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Environment " + this.environment.description()
							+ " was migrated or replaced while it was read without a snapshot.",
					"Run it again when no migration runs.");
		}
	}

}
