package io.monarch.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the jar, which the build runs after it has packaged it.
 */
class SampleJarTests {

	private static final String SLOW = "slow";

	/** Processes are short, so nothing is compiled for long. */
	private static final List<String> FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	@TempDir
	private Path folder;

	private final List<String> options = new ArrayList<>();

	private final List<Process> started = new ArrayList<>();

	@AfterEach
	void end() {
		this.started.forEach(Process::destroyForcibly);
	}

	@Test
	void adminSeesWhatTheDeploymentDidBesideItAndAfterItWasKilled() throws Exception {
		Process application = java("deploy", "--server.port=0");
		await(application, "deploy", "Applied 7 migrations to environment 'application'");
		assertThat(warnings("deploy")).satisfiesExactlyInAnyOrder(SampleJarTests::isOfAnotherEnvironment,
				(line) -> assertThat(line).contains("'" + StartedSample.PAY + "' runs without a transaction"));
		assertCompleted("beside");
		application.destroyForcibly().waitFor();
		assertCompleted("killed");
	}

	@LongTest
	@Test
	void startAfterAKilledOneMigratesNothingAgain() throws Exception {
		Process application = java("deploy", "--server.port=0");
		await(application, "deploy", "Applied 7 migrations to environment 'application'");
		application.destroyForcibly().waitFor();
		// It says that it is started before it looks for migrations.
		Process again = java("again", "--server.port=0", "--logging.level.org.springframework.boot.availability=debug");
		await(again, "again", "ReadinessState changed to ACCEPTING_TRAFFIC");
		again.destroy();
		assertThat(again.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(output("again")).doesNotContain("Applied", "ERROR");
		assertThat(warnings("again")).satisfiesExactly(SampleJarTests::isOfAnotherEnvironment);
		assertCompleted("ended");
	}

	private List<String> warnings(String name) {
		return output(name).lines().filter((line) -> line.contains(" WARN ")).toList();
	}

	private static void isOfAnotherEnvironment(String warning) {
		assertThat(warning).contains("'" + StartedSample.PUPPIES + "' (for development) is not run");
	}

	@LongTest
	@Test
	void adminMigratesDevelopmentAndIsAskedForProduction() throws Exception {
		assertThat(admin("environments", "list-environments")).isZero();
		assertThat(output("environments")).contains("application", "development", "production");
		assertThat(admin("development", "migrate", "development")).isZero();
		assertThat(admin("production", "migrate", "production", "--yes")).isEqualTo(3);
		assertThat(admin("confirmed", "migrate", "production", "--confirm", "production")).isZero();
		assertThat(admin("list", "list-migrations", "development")).isZero();
		assertThat(output("list")).contains(StartedSample.PUPPIES);
		assertThat(admin("sets", "list-query-sets")).isZero();
		assertThat(output("sets")).contains("awesome-dogs", "one-account", "account-id");
		assertThat(admin("copy", "copy-db", "production:development", "--yes")).as(() -> output("copy")).isZero();
		assertThat(admin("backup", "backup", "production", "--query-set", "awesome-dogs")).as(() -> output("backup"))
			.isZero();
		assertThat(admin("backups", "list-backups")).isZero();
		assertThat(output("backups")).contains("production__");
		String backup = output("backup").lines().filter((line) -> line.startsWith("production__")).findFirst().get();
		assertThat(admin("verify", "verify-backup", backup)).isZero();
		assertThat(admin("restore", "restore", backup + ":development", "--yes")).as(() -> output("restore")).isZero();
		assertThat(admin("refused", "restore", backup + ":production", "--yes")).isEqualTo(3);
	}

	/**
	 * The terminal is one that Python makes, which the build needs anyway.
	 */
	@LongTest
	@Test
	void promptCanBeSatAt() throws Exception {
		Path script = Path.of("src", "test", "resources", "terminal.py").toAbsolutePath();
		try (TestReplicaSet server = TestReplicaSet.start(1, "--setParameter", "enableTestCommands=1");
				MongoClient client = MongoClients.create(server.uri())) {
			prepareSlowCopy(client);
			Process terminal = new ProcessBuilder("python3", script.toString(), this.folder.toString(), java(), "-jar",
					jar(), "monarch", "--spring.mongodb.uri=" + server.uri("dogs"),
					"--monarch.environments.production.uri=" + server.uri("production"),
					"--monarch.environments.development.uri=" + server.uri("development"),
					"--monarch.environments.slow.uri=" + slow(server.uri("slow")))
				.redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("terminal.log").toFile())
				.start();
			this.started.add(terminal);
			assertThat(terminal.waitFor(4 * PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(() -> output("terminal"))
				.isTrue();
			assertThat(terminal.exitValue()).as(() -> output("terminal")).isZero();
			assertThat(client.getDatabase("slow").listCollectionNames())
				.filteredOn((name) -> !name.startsWith("monarch_"))
				.containsExactly("dogs");
			assertThat(client.getDatabase("slow").getCollection("dogs").find()).containsExactly(new Document("_id", 7));
		}
	}

	/**
	 * The server takes its time for each insert of one application: long enough to cancel
	 * a copy midway.
	 */
	private static void prepareSlowCopy(MongoClient client) {
		client.getDatabase("slow").getCollection("dogs").insertOne(new Document("_id", 7));
		MongoCollection<Document> walks = client.getDatabase("production").getCollection("walks");
		String text = "x".repeat(10_000);
		for (int i = 0; i < 10; i++) {
			walks.insertMany(Stream.generate(() -> new Document("text", text)).limit(300).toList());
		}
		client.getDatabase("admin")
			.runCommand(new Document("configureFailPoint", "failCommand").append("mode", "alwaysOn")
				.append("data",
						new Document("failCommands", List.of("insert")).append("appName", SLOW)
							.append("blockConnection", true)
							.append("blockTimeMS", 3000)));
	}

	private static String slow(String uri) {
		return uri + (uri.contains("?") ? "&" : "?") + "appName=" + SLOW;
	}

	@Test
	void startWhenTheDataCannotBeOpenedSaysWhyAndEnds() throws Exception {
		Path file = Files.writeString(this.folder.resolve("file"), "");
		Process application = java("deploy", "--server.port=0", "--sample.data=" + file);
		assertThat(application.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(application.exitValue()).isEqualTo(1);
		assertThat(output("deploy")).contains("--sample.data=<folder>").doesNotContain("\tat ");
	}

	@LongTest
	@Test
	void logHasOneLineAMigrationAndOneInAllWithKeysWhereItIsStructured() throws Exception {
		Process application = java("deploy", "--server.port=0", "--logging.structured.format.console=ecs");
		await(application, "deploy", "Applied 7 migrations");
		List<Document> lines = output("deploy").lines()
			.filter((line) -> line.startsWith("{"))
			.map(Document::parse)
			.filter((line) -> line.containsKey("monarch"))
			.toList();
		assertThat(lines).extracting((line) -> line.getString("message").replaceAll(" in \\d+ ms$", ""))
			.contains("Applied migration " + StartedSample.CREATE + " to environment 'application'")
			.endsWith("Applied 7 migrations to environment 'application'")
			.filteredOn((message) -> message.startsWith("Applied"))
			.hasSize(8);
		assertThat(lines).extracting((line) -> line.get("monarch", Document.class).get("environment"))
			.containsOnly("application");
		assertThat(lines).extracting((line) -> line.get("monarch", Document.class).get("migration"))
			.contains(StartedSample.CREATE, StartedSample.PAY)
			.endsWith((Object) null);
	}

	@LongTest
	@Test
	void startWhenProcessedAheadOfTimeMigratesAsItIsConfiguredThen() throws Exception {
		this.options.add("-Dspring.aot.enabled=true");
		Process none = java("none", "--server.port=0", "--monarch.migration.trigger=none");
		await(none, "none", "Started SampleApplication");
		assertThat(admin("pending", "list-migrations", "application")).as(() -> output("pending")).isZero();
		assertThat(output("pending").lines().filter((line) -> line.contains("NEW"))).hasSize(7);
		none.destroyForcibly().waitFor();
		Process early = java("early", "--server.port=0", "--monarch.migration.trigger=before-web-server",
				"--monarch.migration.transactions=if-available");
		await(early, "early", "Started SampleApplication");
		assertThat(output("early")).contains("Starting AOT-processed SampleApplication")
			.containsSubsequence("Applied 7 migrations", "Tomcat started");
		assertCompleted("list");
		early.destroyForcibly().waitFor();
	}

	@LongTest
	@Test
	void launcherPreparesTheJarOnceAndStartsItAfterwards() throws Exception {
		Files.createDirectories(this.folder.resolve("src").resolve("main").resolve("resources"));
		assertThat(admin("init", "init")).isZero();
		Path launcher = this.folder.resolve("monarch");
		assertThat(output("init")).contains("application-monarch.yml", launcher.toString());
		assertThat(launch("first", "list-environments")).as(() -> output("first")).isZero();
		assertThat(output("first")).contains("Preparing monarch-sample-app.jar");
		assertThat(launch("second", "list-environments", "--output", "json")).as(() -> output("second")).isZero();
		assertThat(output("second")).startsWith("[{\"name\":\"application\"").doesNotContain("Preparing", "arning");
		try (Stream<Path> files = Files.walk(this.folder.resolve("a cache"))) {
			assertThat(files.map((file) -> String.valueOf(file.getFileName()))).contains("classes", "option");
		}
		assertThat(launch("third", "nothing")).isEqualTo(2);
	}

	private int launch(String name, String... words) throws Exception {
		List<String> command = new ArrayList<>(List.of("./monarch"));
		command.addAll(List.of(words));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(name + ".log").toFile());
		builder.environment().put("MONARCH_JAR", jar());
		builder.environment().put("MONARCH_CACHE", this.folder.resolve("a cache").toString());
		builder.environment().put("JAVA_HOME", String.valueOf(Path.of(java()).getParent().getParent()));
		Process process = builder.start();
		process.getOutputStream().close();
		this.started.add(process);
		assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(() -> output(name)).isTrue();
		return process.exitValue();
	}

	private void assertCompleted(String name) throws Exception {
		assertThat(admin(name, "list-migrations", "application")).as(() -> output(name)).isZero();
		assertThat(output(name).lines().filter((line) -> line.contains("COMPLETED"))).hasSize(7);
		assertThat(output(name)).doesNotContain("NEW", "FAILED");
	}

	private int admin(String name, String... words) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("monarch"));
		arguments.addAll(List.of(words));
		Process admin = java(name, arguments.toArray(String[]::new));
		assertThat(admin.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(() -> output(name)).isTrue();
		return admin.exitValue();
	}

	private Process java(String name, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(FAST);
		command.addAll(this.options);
		command.addAll(List.of("-jar", jar()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(name + ".log").toFile())
			.start();
		process.getOutputStream().close();
		this.started.add(process);
		return process;
	}

	private static String java() {
		return ProcessHandle.current().info().command().orElse("java");
	}

	private static String jar() {
		return Path.of("target", "monarch-sample-app.jar").toAbsolutePath().toString();
	}

	private void await(Process process, String name, String text) throws Exception {
		long start = System.nanoTime();
		while (!output(name).contains(text)) {
			assertThat(process.isAlive() && System.nanoTime() - start < PATIENCE.toNanos()).as(() -> output(name))
				.isTrue();
			Thread.sleep(100);
		}
	}

	private String output(String name) {
		try {
			return Files.readString(this.folder.resolve(name + ".log"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
