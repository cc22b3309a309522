package io.monarch.environment;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.testsupport.TestReplicaSet;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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
		try (TestReplicaSet server = TestReplicaSet.start(1); MongoClient client = client(server, silence)) {
			ping(client);
			server.pause();
			try {
				assertThat(reasons.poll(5, TimeUnit.SECONDS)).as("nothing waits").isNull();
				server.resume();
				ping(client);
				CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> sleepOnTheServer(client));
				await(client);
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

	@Test
	void serverWhenItHangsWhileAConnectionIsOpenedIsAbandoned() throws Exception {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		ServerSilence silence = new ServerSilence("environment 'test'",
				new Abandonment(Duration.ofSeconds(2), reasons::add));
		try (TestReplicaSet server = TestReplicaSet.start(1); MongoClient client = client(server, silence)) {
			ping(client);
			server.pause();
			try {
				// One is there, so one of the two has to be opened.
				List<CompletableFuture<Void>> both = List.of(CompletableFuture.runAsync(() -> ping(client)),
						CompletableFuture.runAsync(() -> ping(client)));
				assertThat(reasons.poll(60, TimeUnit.SECONDS)).isNotNull();
				assertThat(both).allMatch((each) -> !each.isDone());
			}
			finally {
				server.resume();
			}
		}
	}

	private static MongoClient client(TestReplicaSet server, ServerSilence silence) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(server.uri()))
			.applyToSocketSettings((socket) -> socket.connectTimeout(500, TimeUnit.MILLISECONDS))
			.applyToServerSettings((settings) -> settings.heartbeatFrequency(500, TimeUnit.MILLISECONDS)
				.addServerMonitorListener(silence))
			.applyToConnectionPoolSettings((pool) -> pool.addConnectionPoolListener(silence))
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

	private static void await(MongoClient client) {
		Awaitility.await()
			.until(() -> client.getDatabase("admin")
				.aggregate(List.of(new Document("$currentOp", new Document()),
						new Document("$match", new Document("command.find", "dogs"))))
				.first() != null);
	}

}
