package io.monarch.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.model.Updates;
import io.monarch.actuate.OwnFailures;
import io.monarch.batch.Batches;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoBatchMigration;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Looks at real web applications as an operator does, over HTTP.
 */
@RealMongo
@ExtendWith(QuietOutput.class)
class ActuatorIntegrationTests {

	private static boolean fails;

	private static final String[] EXPOSED = { "--management.endpoints.web.exposure.include=monarch,health,metrics",
			"--management.endpoint.health.show-details=always" };

	private static final HttpClient client = HttpClient.newHttpClient();

	private static CountDownLatch running = new CountDownLatch(1);

	private static CountDownLatch release = new CountDownLatch(0);

	private CompletableFuture<Integer> port = new CompletableFuture<>();

	@BeforeEach
	void doNotHold() {
		release = new CountDownLatch(0);
	}

	@EverySpringBoot
	@Test
	void endpointShowsEnvironmentsWithoutSecretsAndTheMigrationsOfTheApplication(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED[0],
				"--monarch.environments.production.uri=mongodb://ann:geheim@127.0.0.1:1/shop",
				"--monarch.environments.production.protection=guarded")) {
			Document shown = Document.parse(get("/actuator/monarch", 200));
			assertThat(shown.toJson()).doesNotContain("geheim").doesNotContain("ann");
			assertThat(shown.getList("environments", Document.class)).anySatisfy((each) -> assertThat(each)
				.isEqualTo(new Document("name", "production").append("hosts", List.of("127.0.0.1:1"))
					.append("database", "shop")
					.append("protection", "guarded")
					.append("application", false)));
			Document application = shown.get("application", Document.class);
			assertThat(application).containsEntry("environment", "application").containsEntry("error", null);
			assertThat(application.getList("migrations", Document.class)).singleElement().satisfies((migration) -> {
				assertThat(migration).containsEntry("id", "1_first").containsEntry("state", "COMPLETED");
				assertThat(Instant.parse(migration.getString("startedAt"))).isBeforeOrEqualTo(Instant.now());
				assertThat(migration).containsKeys("finishedAt", "durationMillis");
			});
		}
	}

	@Test
	void endpointShowsWhoHoldsTheLock(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED[0])) {
			hold(database, 7L);
			assertThat(Document.parse(get("/actuator/monarch", 200))
				.get("application", Document.class)
				.get("lock", Document.class)).containsEntry("owner", "other:1:x");
		}
	}

	@Test
	void endpointShowsTheMigrationsAlsoWhereTheLockCannotBeRead(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED[0])) {
			database.collection("monarch_lock")
				.updateOne(new Document("_id", "migrations"), new Document("$set", new Document("token", "seven")));
			Document application = Document.parse(get("/actuator/monarch", 200)).get("application", Document.class);
			assertThat(application.getString("error")).contains("is malformed");
			assertThat(application.getList("migrations", Document.class)).singleElement()
				.satisfies((migration) -> assertThat(migration).containsEntry("state", "COMPLETED"));
		}
	}

	@Test
	void endpointIsNotExposedUnlessTheUserSaysSo(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, First.class)) {
			get("/actuator/monarch", 404);
		}
	}

	@Test
	void healthIsUpWhenAllIsApplied(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED)) {
			assertThat(get("/actuator/health/monarch", 200)).contains("UP").contains("application");
		}
	}

	@Test
	void healthWhenANewVersionHasFailedLeavesInstancesOfTheOldOneInTheLoadBalancer(TestDatabase database) {
		record(database, "2_of_the_new_version", "FAILED", 1L);
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED)) {
			assertThat(get("/actuator/health/monarch", 200)).contains("WARNING", "2_of_the_new_version", "boom");
			assertThat(get("/actuator/health", 200)).contains("\"status\":\"UP\"");
			assertThat(get("/actuator/monarch", 200)).contains("MISSING", "\"recordedState\":\"FAILED\"");
		}
	}

	@Test
	void healthIsDownInTheInstanceThatAMigrationFailedInUntilItIsDone(TestDatabase database) {
		fails = true;
		try (ConfigurableApplicationContext context = start(database, Failing.class, EXPOSED[0], EXPOSED[1],
				"--monarch.migration.trigger=none")) {
			Environment environment = context.getBean(Environments.class).application().orElseThrow();
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			assertThat(catchThrowable(() -> runner.migrate(environment, new MigrationListener() {
			}))).isNotNull();
			assertThat(get("/actuator/health/monarch", 503)).contains("DOWN", "1_failing", "boom");
			get("/actuator/health", 503);
			CompletableFuture<Integer> here = this.port;
			this.port = new CompletableFuture<>();
			try (ConfigurableApplicationContext other = start(database, Failing.class, EXPOSED[0], EXPOSED[1],
					"--monarch.migration.trigger=none")) {
				assertThat(get("/actuator/health/monarch", 200)).contains("WARNING", "1_failing");
			}
			this.port = here;
			assertThat(get("/actuator/monarch", 200)).contains("\"trace\":\"java.lang.IllegalStateException: boom");
		}
	}

	@Test
	void healthWarnsWhenAMigrationWasAbandonedAndNotWhileItRuns(TestDatabase database) {
		record(database, "1_first", "PROCESSING", 7L);
		hold(database, 7L);
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED[0], EXPOSED[1],
				"--monarch.migration.trigger=none")) {
			assertThat(get("/actuator/health/monarch", 200)).contains("UP");
			assertThat(get("/actuator/monarch", 200)).contains("\"activity\":\"RUNNING\"");
		}
		hold(database, 8L);
		this.port = new CompletableFuture<>();
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED[0], EXPOSED[1],
				"--monarch.migration.trigger=none")) {
			assertThat(get("/actuator/health/monarch", 200)).contains("WARNING", "1_first", "abandoned");
			assertThat(get("/actuator/monarch", 200)).contains("\"activity\":\"ABANDONED\"");
		}
	}

	@Test
	void batchMigrationInTheBackgroundIsMeasuredAndNoProblemUntilItFails(TestDatabase database) {
		recordBatch(database);
		String[] options = { EXPOSED[0], EXPOSED[1], "--monarch.migration.trigger=none" };
		String gauge = "/actuator/metrics/monarch.migrations.progress?tag=migration:1_batch&tag=environment:application";
		try (ConfigurableApplicationContext context = start(database, Batched.class, options)) {
			assertThat(get("/actuator/health/monarch", 200)).contains("UP");
			assertThat(batch(Document.parse(get("/actuator/monarch", 200))))
				.isEqualTo(new Document("background", true).append("done", 40)
					.append("total", 100)
					.append("percent", 40)
					.append("perSecond", null)
					.append("leftMillis", null)
					.append("pausedBy", null)
					.append("pausedSince", null));
			assertThat(get("/actuator/monarch", 200)).contains("\"activity\":\"WAITING\"");
			await().untilAsserted(() -> assertThat(get(gauge, 200)).contains("\"value\":0.4"));
			set(database, new Document("paused", new Document("by", "ann@host").append("since", new Date(0))));
			Document shown = Document.parse(get("/actuator/monarch", 200));
			assertThat(batch(shown)).containsEntry("pausedBy", "ann@host")
				.containsEntry("pausedSince", "1970-01-01T00:00:00Z");
			assertThat(shown.toJson()).contains("\"activity\": \"PAUSED\"");
		}
		this.port = new CompletableFuture<>();
		try (ConfigurableApplicationContext context = start(database, Batched.class, options)) {
			assertThat(get("/actuator/health/monarch", 200)).contains("UP");
		}
		set(database, new Document("state", "FAILED").append("error", "boom"));
		this.port = new CompletableFuture<>();
		try (ConfigurableApplicationContext context = start(database, Batched.class, options)) {
			// What fails in the background does not take an instance out of service.
			context.getBean(OwnFailures.class)
				.failed(context.getBean(Environments.class).application().orElseThrow(), "1_batch",
						new IllegalStateException("boom"));
			assertThat(get("/actuator/health/monarch", 200)).contains("WARNING", "1_batch", "boom");
			await().untilAsserted(() -> assertThat(get(gauge, 200)).contains("\"value\":0.4"));
		}
		set(database, new Document("state", "COMPLETED"));
		this.port = new CompletableFuture<>();
		try (ConfigurableApplicationContext context = start(database, Batched.class, options)) {
			await().untilAsserted(() -> assertThat(get(gauge, 200)).contains("\"value\":1.0"));
		}
	}

	private static void recordBatch(TestDatabase database) {
		database.collection("monarch_migrations")
			.insertOne(new Document("_id", "1_batch").append("state", "PROCESSING")
				.append("batch", true)
				.append("background", true)
				.append("token", 7L)
				.append("format", 1));
		database.collection("monarch_migrations")
			.insertOne(new Document("_id", "1_batch range 1").append("state", "PROCESSING")
				.append("rangeOf", "1_batch")
				.append("range", 1)
				.append("done", 40L)
				.append("total", 100L)
				.append("token", 7L)
				.append("format", 1));
	}

	private static void set(TestDatabase database, Document fields) {
		database.collection("monarch_migrations")
			.updateOne(new Document("_id", "1_batch"), new Document("$set", fields));
	}

	private static Document batch(Document shown) {
		return shown.get("application", Document.class)
			.getList("migrations", Document.class)
			.get(0)
			.get("batch", Document.class);
	}

	@Test
	void metricsTimeMigrationsAndCountThePending(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED)) {
			assertThat(get("/actuator/metrics/monarch.migration?tag=outcome:applied&tag=environment:application", 200))
				.contains("\"COUNT\",\"value\":1.0");
			awaitPending("0.0");
		}
		this.port = new CompletableFuture<>();
		database.collection("monarch_migrations").drop();
		try (ConfigurableApplicationContext context = start(database, First.class, EXPOSED[0],
				"--monarch.migration.trigger=none")) {
			awaitPending("1.0");
		}
	}

	@Test
	void applicationIsAliveAndNotReadyWhileAMigrationRuns(TestDatabase database) throws Exception {
		running = new CountDownLatch(1);
		release = new CountDownLatch(1);
		CompletableFuture<ConfigurableApplicationContext> started = CompletableFuture
			.supplyAsync(() -> start(database, Slow.class, "--management.endpoint.health.probes.enabled=true"));
		assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
		get("/actuator/health/liveness", 200);
		get("/actuator/health/readiness", 503);
		release.countDown();
		try (ConfigurableApplicationContext context = started.get(60, TimeUnit.SECONDS)) {
			get("/actuator/health/readiness", 200);
		}
	}

	private ConfigurableApplicationContext start(TestDatabase database, Class<?> migration, String... more) {
		SpringApplication application = new SpringApplication(Web.class, migration);
		application
			.setDefaultProperties(Map.of("spring.main.banner-mode", "off", RequestedAutoConfigurations.ACTUATOR, true));
		application.setRegisterShutdownHook(false);
		application
			.addListeners((WebServerInitializedEvent event) -> this.port.complete(event.getWebServer().getPort()));
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.mongodb.uri=" + database.uri()));
		arguments.addAll(List.of(more));
		return application.run(arguments.toArray(String[]::new));
	}

	/**
	 * It is read on a thread of its own, and is no number until that is done.
	 */
	private void awaitPending(String count) {
		await().untilAsserted(() -> assertThat(get("/actuator/metrics/monarch.migrations.pending", 200))
			.contains("\"value\":" + count));
	}

	/**
	 * The health is not waited for, so on a slow machine it may be unknown at first.
	 */
	private String get(String path, int status) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port.join() + path)).build();
		HttpResponse<String> response = await().until(() -> client.send(request, HttpResponse.BodyHandlers.ofString()),
				(each) -> !each.body().contains("has not answered yet"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		return response.body();
	}

	private static void record(TestDatabase database, String id, String state, long token) {
		database.collection("monarch_migrations")
			.insertOne(new Document("_id", id).append("state", state)
				.append("token", token)
				.append("format", 1)
				.append("startedAt", new Date())
				.append("error", "boom"));
	}

	private static void hold(TestDatabase database, long token) {
		database.collection("monarch_lock").drop();
		database.collection("monarch_lock")
			.insertOne(new Document("_id", "migrations").append("owner", "other:1:x")
				.append("since", new Date())
				.append("until", Date.from(Instant.now().plusSeconds(600)))
				.append("token", token)
				.append("format", 1));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Web {

	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

	@Migration("1_failing")
	static class Failing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			if (fails) {
				throw new IllegalStateException("boom");
			}
		}

	}

	@Migration("2_slow")
	static class Slow implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			running.countDown();
			release.await();
		}

	}

	@Migration(id = "1_batch", background = true)
	static class Batched implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("dogs").update(Updates.inc("n", 1));
		}

	}

}
