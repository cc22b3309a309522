package io.monarch.environment;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
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
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerId;
import com.mongodb.connection.ServerType;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionCreatedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ServerSilence} with a server that is stopped by a signal: the system
 * it runs on keeps its connections, and takes new ones.
 */
class ServerSilenceIntegrationTests {

	@Test
	void serverWhenItHangsIsAbandonedOnlyBySomethingThatWaits() throws Exception {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		ServerSilence silence = new ServerSilence("environment 'test'",
				new Abandonment(Duration.ofSeconds(2), reasons::add));
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient client = client(server, silence, 500, new ConnectionPoolListener() {
				})) {
			ping(client);
			server.pause();
			try {
				assertThat(reasons.poll(5, TimeUnit.SECONDS)).as("nothing waits").isNull();
				server.resume();
				ping(client);
				CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> sleepOnTheServer(client));
				awaitFind(client);
				assertThat(reasons).isEmpty();
				server.pause();
				MonarchException reason = reasons.poll(60, TimeUnit.SECONDS);
				assertThat(reason).isNotNull();
				assertThat(reason).hasMessageMatching(
						"Server 127\\.0\\.0\\.1:\\d+ of environment 'test' has not answered for \\d+ s, and something waits for its answer\\.");
				assertThat(reasons.poll(3, TimeUnit.SECONDS)).as("said again").isNull();
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
		ServerSilence silence = new ServerSilence("environment 'test'",
				new Abandonment(Duration.ofSeconds(2), reasons::add));
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
				MongoClient client = client(server, silence, 3000, opened)) {
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

	/**
	 * A server that is gone is no silent one: what waits is told so by the system.
	 */
	@Test
	void serverWhenItRefusesConnectionsIsNotAbandoned() throws Exception {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		ServerSilence silence = new ServerSilence("environment 'test'",
				new Abandonment(Duration.ofSeconds(1), reasons::add));
		ServerId server = new ServerId(new ClusterId(), new ServerAddress("localhost", 1));
		ConnectionId connection = new ConnectionId(server);
		silence.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(server, 1));
		Throwable refused = new MongoSocketOpenException("Refused", server.getAddress(), new ConnectException());
		Throwable late = new MongoSocketReadTimeoutException("Late", server.getAddress(), new SocketTimeoutException());
		for (Throwable failure : List.of(late, refused, late)) {
			silence.serverHeartbeatFailed(new ServerHeartbeatFailedEvent(connection, 1, true, failure));
			Thread.sleep(1100);
		}
		assertThat(reasons).isEmpty();
		silence.serverHeartbeatFailed(new ServerHeartbeatFailedEvent(connection, 1, true, late));
		assertThat(reasons).hasSize(1);
	}

	@Test
	void serverWhenItAnswersANewConnectionIsNotAbandoned() throws Exception {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		ServerSilence silence = new ServerSilence("environment 'test'",
				new Abandonment(Duration.ofSeconds(1), reasons::add));
		ServerId server = new ServerId(new ClusterId(), new ServerAddress("localhost", 1));
		silence.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(server, 1));
		ServerHeartbeatFailedEvent late = new ServerHeartbeatFailedEvent(new ConnectionId(server), 1, true,
				new MongoSocketReadTimeoutException("Late", server.getAddress(), new SocketTimeoutException()));
		ServerDescription unknown = ServerDescription.builder()
			.address(server.getAddress())
			.state(ServerConnectionState.CONNECTING)
			.build();
		ServerDescription answering = ServerDescription.builder()
			.address(server.getAddress())
			.state(ServerConnectionState.CONNECTED)
			.type(ServerType.STANDALONE)
			.ok(true)
			.build();
		silence.serverHeartbeatFailed(late);
		silence.serverDescriptionChanged(new ServerDescriptionChangedEvent(server, answering, unknown));
		Thread.sleep(1100);
		silence.serverDescriptionChanged(new ServerDescriptionChangedEvent(server, unknown, answering));
		silence.serverHeartbeatFailed(late);
		assertThat(reasons).isEmpty();
		Thread.sleep(1100);
		silence.serverHeartbeatFailed(late);
		assertThat(reasons).hasSize(1);
	}

	private static MongoClient client(TestReplicaSet server, ServerSilence silence, long heartbeat,
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
