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
 * Finds out whether a database that is read without a snapshot is migrated or replaced
 * meanwhile: then what is read is partly of before and partly of after, and its history
 * says something else.
 */
final class SourceLock {

	private static final int UNAUTHORIZED = 13;

	private final Environment environment;

	/** Is written by who takes the lock, keeps it and releases it. */
	private final @Nullable BsonDocument record;

	private SourceLock(Environment environment) {
		this.environment = environment;
		this.record = record(environment.mongoDatabase());
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
	 * Require that no command has held the lock since the first look, nor does now.
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
