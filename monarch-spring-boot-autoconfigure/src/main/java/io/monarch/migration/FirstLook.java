package io.monarch.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ServerDescription;
import io.monarch.batch.BatchPositions;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockRecord;
import org.bson.Document;

/**
 * The data that determines whether there is something to do on an environment, from one
 * read: its history and the record of its lock, which shows an interrupted replacement.
 *
 * @param history the records of the migrations
 * @param recoveryNeeded whether a replacement has to be recovered first
 */
record FirstLook(Map<String, MigrationRecord> history, boolean recoveryNeeded) {

	/** The wire version of MongoDB 4.4, which has {@code $unionWith}. */
	private static final int UNION = 9;

	/** More than a history has, so that one reply contains it. */
	private static final int BATCH = 10_000;

	private static final String LOCK = "lock";

	/**
	 * Read both. If they cannot be read at once, for example if the user may read only
	 * the history, read twice.
	 */
	static FirstLook read(Environment environment, EnvironmentLocks locks) {
		if (hasUnion(environment)) {
			try {
				return readOnce(environment, locks);
			}
			catch (MongoCommandException ex) {
				// The one that cannot be read then fails with its own error.
			}
		}
		return new FirstLook(MigrationHistory.read(environment), locks.isRecoveryNeeded(environment));
	}

	private static boolean hasUnion(Environment environment) {
		return environment.client()
			.getClusterDescription()
			.getServerDescriptions()
			.stream()
			.filter(ServerDescription::isOk)
			.allMatch((server) -> server.getMaxWireVersion() >= UNION);
	}

	private static FirstLook readOnce(Environment environment, EnvironmentLocks locks) {
		MongoDatabase database = environment.mongoDatabase();
		MigrationHistory history = MigrationHistory.of(environment);
		List<Document> lock = List.of(new Document("$match", LockRecord.filter()),
				new Document("$project", new Document("_id", 0L).append(LOCK, "$$ROOT")));
		List<Document> both = List
			.of(new Document("$unionWith", new Document("coll", MonarchCollections.LOCK).append("pipeline", lock)));
		Map<String, MigrationRecord> records = new LinkedHashMap<>();
		boolean recoveryNeeded = false;
		for (Document each : history.collection(database).aggregate(both).batchSize(BATCH)) {
			if (each.containsKey("_id")) {
				if (!BatchPositions.isPosition(each)) {
					MigrationRecord record = MigrationRecord.of(each, history.collection());
					records.put(record.id(), record);
				}
			}
			else {
				recoveryNeeded = locks.isRecoveryNeeded(each.get(LOCK, Document.class).toBsonDocument());
			}
		}
		return new FirstLook(records, recoveryNeeded);
	}

}
