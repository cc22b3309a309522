package io.monarch.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.lock.LockRecord;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * The copies and restores from which the data of a database comes, the latest first. They
 * are in the record of the lock, which is written with the commit and survives a
 * replacement.
 */
public final class Origins {

	private static final int MAXIMUM = 20;

	private static final int UNAUTHORIZED = 13;

	private Origins() {
	}

	/**
	 * Read the origins of an environment's data.
	 * @param environment the environment
	 * @return the latest first; empty if it was not replaced since it was last dropped,
	 * or if the user may not read the record
	 */
	public static List<Origin> of(Environment environment) {
		try {
			return applicable(
					read(environment.mongoDatabase()).stream().map(Origin::of).filter(Objects::nonNull).toList());
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				return List.of();
			}
			throw EnvironmentException.of(environment, ex);
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Omit origins that were replaced since: all before a replacement of the whole
	 * database, and those of collections that were all replaced later. They stay
	 * recorded, since a later replacement may still be abandoned.
	 * @param origins the latest first
	 */
	static List<Origin> applicable(List<Origin> origins) {
		List<Origin> applicable = new ArrayList<>();
		Set<String> replaced = new HashSet<>();
		for (Origin origin : origins) {
			List<String> collections = origin.collections();
			if (collections == null) {
				applicable.add(origin);
				break;
			}
			if (!origin.namesAll() || !replaced.containsAll(collections)) {
				applicable.add(origin);
			}
			replaced.addAll(collections);
		}
		return List.copyOf(applicable);
	}

	/**
	 * Return the update that adds an origin. It is idempotent.
	 */
	static Bson adding(MongoDatabase database, Origin origin) {
		List<BsonValue> origins = new ArrayList<>(List.of(origin.toDocument()));
		origins.addAll(others(database, origin.run()));
		return Updates.set(LockRecord.ORIGINS, new BsonArray(origins.stream().limit(MAXIMUM).toList()));
	}

	/**
	 * Return the update that removes an abandoned origin.
	 */
	static Bson removing(MongoDatabase database, String run) {
		return Updates.set(LockRecord.ORIGINS, new BsonArray(others(database, run)));
	}

	private static List<BsonValue> others(MongoDatabase database, String run) {
		return read(database).stream()
			.filter((value) -> !(value instanceof BsonDocument document
					&& new BsonString(run).equals(document.get("run"))))
			.toList();
	}

	private static List<BsonValue> read(MongoDatabase database) {
		BsonDocument lock = LockRecord.read(database);
		return (lock != null && lock.isArray(LockRecord.ORIGINS)) ? lock.getArray(LockRecord.ORIGINS) : List.of();
	}

}
