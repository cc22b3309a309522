package io.monarch.transfer;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.ServerInfo;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The point in time at which everything is read, if the server supports that: replica
 * sets since 5.0. The server keeps it for as long as its parameter
 * {@code minSnapshotHistoryWindowInSeconds} says.
 */
final class Snapshot {

	/** SnapshotTooOld, SnapshotUnavailable, StaleChunkHistory, MigrationConflict. */
	private static final Set<Integer> GONE = Set.of(239, 246, 250, 272);

	/** Reads the current data at each moment. */
	static final Snapshot NONE = new Snapshot(null, null);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final @Nullable MongoClient client;

	private volatile @Nullable BsonTimestamp time;

	/**
	 * Create a snapshot.
	 * @param time its time, or {@code null} if there is none
	 */
	private Snapshot(@Nullable MongoClient client, @Nullable BsonTimestamp time) {
		this.client = client;
		this.time = time;
	}

	/**
	 * Take a snapshot of the current time, or return none if the server does not support
	 * it.
	 * @param collection the name of a collection with a history on the server, or
	 * {@code null} if there is none to wait for
	 */
	static Snapshot take(Environment environment, @Nullable String collection) {
		if (!isSupported(environment)) {
			return NONE;
		}
		// A secondary can lag behind, so its latest time may be in the past.
		MongoDatabase database = environment.mongoDatabase().withReadPreference(ReadPreference.primary());
		Snapshot snapshot = new Snapshot(environment.client(), now(database));
		return (collection == null || snapshot.isReadable(database, collection)) ? snapshot : NONE;
	}

	private static BsonTimestamp now(MongoDatabase database) {
		return database.runCommand(new BsonDocument("ping", new BsonInt32(1)), BsonDocument.class)
			.getTimestamp("operationTime");
	}

	/**
	 * Tell whether a majority has the data of this time, which takes a moment.
	 */
	private boolean isReadable(MongoDatabase database, String collection) {
		try (ClientSession session = session()) {
			if (session != null) {
				database.getCollection(collection)
					.find(session)
					.limit(1)
					.maxTime(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
					.first();
			}
			return true;
		}
		catch (MongoExecutionTimeoutException ex) {
			return false;
		}
		catch (MongoException ex) {
			if (isGone(ex)) {
				return false;
			}
			throw ex;
		}
	}

	private static boolean isSupported(Environment environment) {
		if (!environment.supportsTransactions()) {
			return false;
		}
		ServerInfo server = ServerInfo.of(environment.mongoDatabase());
		return server.isMongo() && server.speaks(ServerInfo.WIRE_VERSION_5_0);
	}

	private static ClientSessionOptions options() {
		return ClientSessionOptions.builder().snapshot(true).build();
	}

	/**
	 * Start a session that reads at this point in time, one for each thread.
	 */
	@Nullable ClientSession session() {
		BsonTimestamp at = this.time;
		if (at == null || this.client == null) {
			return null;
		}
		ClientSession session = this.client.startSession(options());
		session.setSnapshotTimestamp(at);
		return session;
	}

	boolean isAvailable() {
		return this.time != null;
	}

	/**
	 * Tell whether a failure says that the server no longer has the snapshot.
	 */
	static boolean isGone(MongoException failure) {
		return GONE.contains(failure.getCode());
	}

	/**
	 * Continue without the snapshot: sessions from now on read current data.
	 */
	void lose() {
		this.time = null;
	}

}
