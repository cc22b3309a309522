package io.monarch.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the servers and databases that integration tests are given.
 */
@RealMongo
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TestSupportIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Set<String> NAMES = new HashSet<>();

	@Test
	void sharedServerIsReplicaSet(TestDatabase database) {
		Document hello = hello(database.client());
		assertThat(hello.getString("setName")).isNotBlank();
		assertThat(hello.getBoolean("isWritablePrimary")).isTrue();
	}

	@Test
	@EveryServer
	void serversAreOfTheVersionThatIsSelected(TestDatabase database) {
		try (TestStandalone server = TestStandalone.start();
				TestDatabase own = TestDatabase.on(server.uri("ignored"))) {
			for (MongoClient client : List.of(database.client(), own.client())) {
				String version = client.getDatabase("admin")
					.runCommand(new Document("buildInfo", 1))
					.getString("version");
				MongoVersion.selected().ifPresent((selected) -> selected.require(version, "the tests"));
			}
		}
	}

	@Test
	void sharedServerCommitsTransaction(TestDatabase database) {
		MongoCollection<Document> collection = database.collection("dogs");
		try (ClientSession session = database.client().startSession()) {
			session.withTransaction(() -> collection.insertOne(session, new Document("name", "Rex")));
		}
		assertThat(collection.countDocuments()).isOne();
	}

	@Test
	void sharedServerForgetsAbortedTransaction(TestDatabase database) {
		MongoCollection<Document> collection = database.collection("dogs");
		try (ClientSession session = database.client().startSession()) {
			session.startTransaction();
			collection.insertOne(session, new Document("name", "Rex"));
			session.abortTransaction();
		}
		assertThat(collection.countDocuments()).isZero();
	}

	@Test
	void uriLeadsToDatabase(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("name", "Rex"));
		try (MongoClient client = MongoClients.create(database.uri())) {
			assertThat(client.getDatabase(database.name()).getCollection("dogs").countDocuments()).isOne();
		}
	}

	@Test
	void firstTestHasDatabaseOfItsOwn(TestDatabase database) {
		assertThat(NAMES.add(database.name())).isTrue();
	}

	@Test
	void secondTestHasDatabaseOfItsOwn(TestDatabase database) {
		assertThat(NAMES.add(database.name())).isTrue();
	}

	@Test
	void closedDatabaseVanishesAndOthersStay(TestDatabase other) {
		other.collection("dogs").insertOne(new Document());
		TestDatabase closed = TestDatabase.create();
		closed.collection("dogs").insertOne(new Document());
		assertThat(databases(other.client())).contains(closed.name(), other.name());
		closed.close();
		assertThat(databases(other.client())).contains(other.name()).doesNotContain(closed.name());
	}

	@Test
	void standaloneRefusesTransaction() {
		try (TestStandalone server = TestStandalone.start();
				TestDatabase database = TestDatabase.on(server.uri("ignored"));
				ClientSession session = database.client().startSession()) {
			assertThat(hello(database.client())).doesNotContainKey("setName");
			session.startTransaction();
			assertThatExceptionOfType(MongoCommandException.class)
				.isThrownBy(() -> database.collection("dogs").countDocuments(session))
				.withMessageContaining("replica set");
		}
	}

	@Test
	void standaloneHasFailPoints() {
		try (TestStandalone server = TestStandalone.start();
				TestDatabase database = TestDatabase.on(server.uri("ignored"))) {
			Document failPoint = new Document("configureFailPoint", "failCommand")
				.append("mode", new Document("times", 1))
				.append("data", new Document("failCommands", List.of("ping")).append("errorCode", 8000));
			database.client().getDatabase("admin").runCommand(failPoint);
			assertThatExceptionOfType(MongoCommandException.class)
				.isThrownBy(() -> database.database().runCommand(new Document("ping", 1)))
				.satisfies((ex) -> assertThat(ex.getErrorCode()).isEqualTo(8000));
			assertThat(database.database().runCommand(new Document("ping", 1)).get("ok")).isEqualTo(1.0);
		}
	}

	@Test
	void startFailsWhenArgumentIsUnknown() {
		assertThatIllegalStateException().isThrownBy(() -> TestReplicaSet.start(1, "--noSuchOption"));
	}

	@LongTest
	@Test
	void replicaSetElectsAnotherPrimaryWhenItStepsDownOrIsKilled() {
		try (TestReplicaSet set = TestReplicaSet.start(3); TestDatabase database = TestDatabase.on(set.uri())) {
			MongoClient client = database.client();
			MongoCollection<Document> collection = database.collection("dogs");
			assertThat(hello(client).getList("hosts", String.class)).hasSize(3);
			String first = primary(client);

			set.stepDown();
			await().atMost(PATIENCE).untilAsserted(() -> assertThat(primary(client)).isNotEqualTo(first));
			collection.insertOne(new Document("after", "step-down"));

			String second = primary(client);
			int killed = set.killPrimary();
			await().atMost(PATIENCE)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(primary(client)).isNotEqualTo(second));
			collection.insertOne(new Document("after", "kill"));

			set.restart(killed);
			await().atMost(PATIENCE)
				.ignoreExceptions()
				.untilAsserted(() -> assertThat(count(second, database.name())).isEqualTo(2));
		}
	}

	@LongTest
	@Test
	void pausedReplicaSetAnswersAfterItIsResumed() {
		try (TestReplicaSet set = TestReplicaSet.start(1)) {
			String impatient = set.uri("admin") + "&serverSelectionTimeoutMS=1000&socketTimeoutMS=1000";
			try (MongoClient client = MongoClients.create(impatient)) {
				assertThat(hello(client).getBoolean("isWritablePrimary")).isTrue();
				set.pause();
				try {
					assertThatExceptionOfType(MongoException.class).isThrownBy(() -> hello(client));
				}
				finally {
					set.resume();
				}
				await().atMost(PATIENCE)
					.ignoreExceptions()
					.untilAsserted(() -> assertThat(hello(client).getBoolean("isWritablePrimary")).isTrue());
			}
		}
	}

	@LongTest
	@Test
	void nothingIsLeftWhenProcessIsKilled() throws Exception {
		Process forked = fork();
		try {
			awaitReady(forked);
			List<ProcessHandle> started = servers(forked);
			List<Path> folders = started.stream().map(TestSupportIntegrationTests::folder).toList();
			assertThat(started).hasSize(3);
			assertThat(folders).allSatisfy((folder) -> assertThat(folder).isDirectory());
			List<ProcessHandle> watchdogs = watchdogs(forked);
			assertThat(watchdogs).isNotEmpty();

			forked.destroyForcibly();
			assertThat(forked.waitFor(10, TimeUnit.SECONDS)).isTrue();

			await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(started).noneMatch(ProcessHandle::isAlive);
				assertThat(watchdogs).noneMatch(ProcessHandle::isAlive);
				assertThat(folders).allSatisfy((folder) -> assertThat(folder).doesNotExist());
			});
		}
		finally {
			forked.destroyForcibly();
		}
	}

	private static Document hello(MongoClient client) {
		return client.getDatabase("admin").runCommand(new Document("hello", 1));
	}

	private static String primary(MongoClient client) {
		return hello(client).getString("primary");
	}

	private static List<String> databases(MongoClient client) {
		return client.listDatabaseNames().into(new ArrayList<>());
	}

	private static long count(String address, String database) {
		try (MongoClient client = MongoClients
			.create("mongodb://" + address + "/?directConnection=true&serverSelectionTimeoutMS=2000")) {
			return client.getDatabase(database).getCollection("dogs").countDocuments();
		}
	}

	private static Process fork() throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
				Forked.class.getName());
		// Else it would use the given server and start one less.
		builder.environment().remove("MONARCH_TEST_MONGODB_URI");
		// Else a Docker engine would give it a container, which ends in its own way.
		builder.environment().put("DOCKER_HOST", "unix:///nonexistent/docker.sock");
		return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

	private static void awaitReady(Process forked) throws IOException {
		// Ends at the end of the output too, and the class has a time limit.
		BufferedReader output = forked.inputReader();
		String line = output.readLine();
		while (line != null && !line.equals(Forked.READY)) {
			line = output.readLine();
		}
		assertThat(line).as("last line of the forked process").isEqualTo(Forked.READY);
	}

	private static List<ProcessHandle> servers(Process forked) {
		return forked.descendants()
			.filter((process) -> process.info().command().orElse("").endsWith("/mongod"))
			.toList();
	}

	private static List<ProcessHandle> watchdogs(Process forked) {
		return forked.descendants()
			.filter((process) -> List.of(process.info().arguments().orElse(new String[0]))
				.contains("monarch-test-watchdog"))
			.toList();
	}

	private static Path folder(ProcessHandle server) {
		List<String> arguments = List.of(server.info().arguments().orElseThrow());
		Path folder = Path.of(arguments.get(arguments.indexOf("--dbpath") + 1));
		assertThat(Files.isDirectory(folder)).isTrue();
		return folder;
	}

	/**
	 * A process that starts every kind of server and then waits to be killed.
	 */
	static final class Forked {

		static final String READY = "ready to be killed";

		private Forked() {
		}

		public static void main(String[] arguments) throws InterruptedException {
			TestDatabase.create();
			TestStandalone.start();
			TestReplicaSet.start(1);
			System.out.println(READY);
			// Should nobody kill it, it ends all the same.
			Thread.sleep(Duration.ofMinutes(2).toMillis());
		}

	}

}
