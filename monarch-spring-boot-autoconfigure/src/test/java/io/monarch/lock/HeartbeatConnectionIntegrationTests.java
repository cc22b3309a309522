package io.monarch.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.mongodb.CursorType;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import io.monarch.environment.Environments;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.AdditionalAnswers;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Renews locks of applications whose pool has no connection left.
 */
@RealMongo
@LongTest
class HeartbeatConnectionIntegrationTests {

	/** Renewed often, and held for as long as by default, since a machine may be slow. */
	private static final LockSettings SETTINGS = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
			Duration.ofMillis(200), Duration.ofMillis(500));

	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void lockIsRenewedWhileThePoolOfTheApplicationIsExhausted(int connections, TestDatabase database) {
		try (MongoClient client = MongoClients.create(database.uri() + "&maxPoolSize=" + connections);
				Environments environments = application(client, database)) {
			EnvironmentLock lock = TestLocks.of(SETTINGS).of(environments.get("application"));
			EnvironmentLock outside = TestLocks.of(SETTINGS).of(database.environment());
			try (Lease lease = lock.tryAcquire(); Busy busy = new Busy(database, client, connections)) {
				assertThat(lease).isNotNull();
				assertThat(busy).isNotNull();
				Instant until = outside.holder().orElseThrow().until();
				await().until(() -> outside.holder().orElseThrow().until().isAfter(until.plusSeconds(4)));
				lease.ensureHeld();
			}
			assertThat(Thread.interrupted()).isFalse();
			assertThat(outside.holder()).isEmpty();
		}
	}

	@Test
	void connectionIsOpenedForTheFirstRenewalAndClosedWithTheLease(TestDatabase database) {
		String name = "renewal-of-" + database.name();
		try (MongoClient client = MongoClients.create(database.uri() + "&appName=" + name);
				Environments environments = application(client, database)) {
			EnvironmentLock lock = TestLocks.of(SETTINGS).of(environments.get("application"));
			try (Lease lease = lock.tryAcquire()) {
				assertThat(lease).isNotNull();
				await().until(() -> monitors(database, name) > 1);
			}
			await().until(() -> monitors(database, name) == 1);
		}
	}

	/**
	 * Each client has one connection that waits for changes of the topology.
	 */
	private static long monitors(TestDatabase database, String name) {
		return database.client()
			.getDatabase("admin")
			.aggregate(
					List.of(new Document("$currentOp", new Document("allUsers", true).append("idleConnections", true)),
							new Document("$match",
									new Document("appName", name).append("command.topologyVersion",
											new Document("$exists", true)))))
			.into(new ArrayList<>())
			.size();
	}

	@Test
	void lockIsRenewedFromThePoolWhereTheClientIsNotOneOfTheDriver(TestDatabase database) {
		MongoClient client = Mockito.mock(MongoClient.class, AdditionalAnswers.delegatesTo(database.client()));
		try (Environments environments = application(client, database)) {
			EnvironmentLock lock = TestLocks.of(SETTINGS).of(environments.get("application"));
			try (Lease lease = lock.tryAcquire()) {
				assertThat(lease).isNotNull();
				Instant until = lock.holder().orElseThrow().until();
				await().until(() -> lock.holder().orElseThrow().until().isAfter(until.plusSeconds(1)));
			}
		}
	}

	@Test
	void failureOfTheConnectionIsFollowedByOneOfThePoolAndThenByAnother(TestDatabase database) {
		try (HeartbeatClient heartbeat = new HeartbeatClient(database.environment(), Duration.ofSeconds(20))) {
			assertThat(isOfThePool(heartbeat, database)).isFalse();
			heartbeat.failed();
			assertThat(isOfThePool(heartbeat, database)).isTrue();
			assertThat(isOfThePool(heartbeat, database)).isTrue();
			heartbeat.failed();
			assertThat(isOfThePool(heartbeat, database)).isFalse();
		}
	}

	/**
	 * The id of a connection is that of its client's thread of the server.
	 */
	private static boolean isOfThePool(HeartbeatClient heartbeat, TestDatabase database) {
		List<Object> connections = new ArrayList<>();
		for (MongoDatabase each : List.of(heartbeat.mongoDatabase(), database.environment().mongoDatabase())) {
			connections.add(each.runCommand(new Document("hello", 1)).get("connectionId"));
		}
		return connections.get(0).equals(connections.get(1));
	}

	private static Environments application(MongoClient client, TestDatabase database) {
		return Environments.withApplication(List.of(), "application", client, database.name(), true);
	}

	/**
	 * Holds all connections of a pool, each by a command that waits, until it is closed.
	 */
	private static final class Busy implements AutoCloseable {

		private static final String COLLECTION = "waited_for";

		private final ExecutorService executor;

		Busy(TestDatabase database, MongoClient client, int connections) {
			database.database()
				.createCollection(COLLECTION, new CreateCollectionOptions().capped(true).sizeInBytes(4096));
			database.collection(COLLECTION).insertOne(new Document());
			this.executor = Executors.newFixedThreadPool(connections);
			for (int i = 0; i < connections; i++) {
				this.executor.execute(() -> hold(client.getDatabase(database.name()).getCollection(COLLECTION)));
			}
			await().until(() -> waiting(database) == connections);
		}

		private static void hold(MongoCollection<Document> collection) {
			try (MongoCursor<Document> cursor = collection.find()
				.cursorType(CursorType.TailableAwait)
				.maxAwaitTime(5, TimeUnit.MINUTES)
				.cursor()) {
				cursor.next();
				cursor.next();
			}
			catch (MongoException ex) {
				// interrupted at the end
			}
		}

		private static long waiting(TestDatabase database) {
			return database.client()
				.getDatabase("admin")
				.aggregate(List.of(new Document("$currentOp", new Document()),
						new Document("$match",
								new Document("ns", database.name() + "." + COLLECTION).append("command.getMore",
										new Document("$exists", true)))))
				.into(new ArrayList<>())
				.size();
		}

		@Override
		public void close() {
			this.executor.shutdownNow();
		}

	}

}
