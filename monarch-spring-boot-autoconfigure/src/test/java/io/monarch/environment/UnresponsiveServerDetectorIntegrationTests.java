package io.monarch.environment;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link UnresponsiveServerDetector} with a server that is stopped by a signal:
 * the system it runs on keeps its connections, and takes new ones.
 */
@LongTest
class UnresponsiveServerDetectorIntegrationTests {

	/** Longer than a server that runs needs for an answer on a slow machine. */
	private static final Duration SILENCE = Duration.ofSeconds(4);

	@Test
	void serverWhenItHangsIsAbandonedOnlyBySomethingThatWaits() throws Exception {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		UnresponsiveServerDetector silence = new UnresponsiveServerDetector("environment 'test'",
				new StuckWork(SILENCE, reasons::add));
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient client = client(server, silence, 500, new ConnectionPoolListener() {
				})) {
			ping(client);
			server.pause();
			try {
				assertThat(reasons.poll(8, TimeUnit.SECONDS)).as("nothing waits").isNull();
				server.resume();
				ping(client);
				CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> sleepOnTheServer(client));
				awaitFind(client);
				assertThat(reasons).isEmpty();
				server.pause();
				MonarchException reason = reasons.poll(60, TimeUnit.SECONDS);
				assertThat(reason).isNotNull();
				assertThat(reason).hasMessageMatching(
						"Server 127\\.0\\.0\\.1:\\d+ of environment 'test' has not answered for \\d+ s, and an operation is waiting for its answer\\.");
				assertThat(reasons.poll(6, TimeUnit.SECONDS)).as("said again").isNull();
				assertThat(waiting).isNotDone();
			}
			finally {
				server.resume();
			}
		}
	}

	/**
	 * The pool is empty, so that a connection is opened, before the monitor knows that
	 * the server is silent.
	 */
	@Test
	void serverWhenItHangsWhileAConnectionIsOpenedIsAbandoned() throws Exception {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		UnresponsiveServerDetector silence = new UnresponsiveServerDetector("environment 'test'",
				new StuckWork(SILENCE, reasons::add));
		CountDownLatch opening = new CountDownLatch(1);
		AtomicInteger out = new AtomicInteger();
		ConnectionPoolListener opened = new ConnectionPoolListener() {

			@Override
			public void connectionCreated(ConnectionCreatedEvent event) {
				opening.countDown();
			}

			@Override
			public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
				out.incrementAndGet();
			}

		};
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient other = MongoClients.create(server.uri());
				MongoClient client = client(server, silence, 8000, opened)) {
			ping(other); // the classes are there then
			await().until(() -> client.getClusterDescription().hasWritableServer());
			server.pause();
			try {
				CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> ping(client));
				assertThat(opening.await(30, TimeUnit.SECONDS)).isTrue();
				assertThat(reasons.poll(60, TimeUnit.SECONDS)).isNotNull();
				assertThat(out).as("a connection that was opened").hasValue(0);
				assertThat(waiting).isNotDone();
			}
			finally {
				server.resume();
			}
		}
	}

	private static MongoClient client(TestReplicaSet server, UnresponsiveServerDetector silence, long heartbeat,
			ConnectionPoolListener other) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(server.uri()))
			.applyToSocketSettings((socket) -> socket.connectTimeout(500, TimeUnit.MILLISECONDS))
			.applyToServerSettings((settings) -> settings.heartbeatFrequency(heartbeat, TimeUnit.MILLISECONDS)
				.addServerMonitorListener(silence)
				.addServerListener(silence))
			.applyToConnectionPoolSettings(
					(pool) -> pool.addConnectionPoolListener(silence).addConnectionPoolListener(other))
			.build());
	}

	private static void ping(MongoClient client) {
		Document unused = client.getDatabase("test").runCommand(new Document("ping", 1));
	}

	private static void sleepOnTheServer(MongoClient client) {
		client.getDatabase("test").getCollection("dogs").insertOne(new Document());
		var unused = client.getDatabase("test")
			.getCollection("dogs")
			.find(new Document("$where", "sleep(20000) || true"))
			.first();
	}

	private static void awaitFind(MongoClient client) {
		await().until(() -> client.getDatabase("admin")
			.aggregate(List.of(new Document("$currentOp", new Document()),
					new Document("$match", new Document("command.find", "dogs"))))
			.first() != null);
	}

}
