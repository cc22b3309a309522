package io.monarch.autoconfigure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.MongoClient;
import io.monarch.environment.MonarchException;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationAppliedEvent;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Starts real web applications that have the starter.
 */
@RealMongo
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class DeployIntegrationTests {

	private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

	private static CountDownLatch release = new CountDownLatch(0);

	private static CountDownLatch running = new CountDownLatch(1);

	@BeforeEach
	void forget() {
		happened.clear();
		release = new CountDownLatch(0);
		running = new CountDownLatch(1);
	}

	@EverySpringBoot
	@Test
	void migrationsRunAfterTheServerListensAndBeforeOtherRunners(TestDatabase database, CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(database, Web.class, First.class)) {
			assertThat(happened).containsExactly("server", "migration REFUSING_TRAFFIC", "event", "runner");
			assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
				.isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
		start(database, Web.class, First.class).close();
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(output.getOut()).doesNotContain("Exception");
	}

	@Test
	void deploymentLogsALineForTheMigrationAndOneForAllAndNothingMore(TestDatabase database, CapturedOutput output) {
		start(database, Web.class, First.class, "--logging.level.io.monarch=INFO").close();
		String environment = " to environment 'application' in \\d+ ms";
		assertThat(ours(output.getAll())).satisfiesExactly(
				(line) -> assertThat(line).matches(".* - Applied migration 1_first" + environment),
				(line) -> assertThat(line).matches(".* - Applied 1 migration" + environment));
		int before = output.getAll().length();
		start(database, Web.class, First.class, "--logging.level.io.monarch=INFO").close();
		assertThat(ours(output.getAll().substring(before))).isEmpty();
	}

	/**
	 * Return the lines of loggers below {@code io.monarch}, as logback-test.xml has them.
	 */
	private static List<String> ours(String output) {
		return output.lines().filter((line) -> line.matches("[\\d:.]+ \\w+ +io?\\.m(onarch)?\\..*")).toList();
	}

	@Test
	void migrationsRunBeforeTheServerListensWhenTriggeredSo(TestDatabase database) {
		start(database, Web.class, First.class, "--monarch.migration.trigger=before-web-server").close();
		assertThat(happened).containsExactly("migration REFUSING_TRAFFIC", "event", "server", "runner");
	}

	@Test
	void migrationsDoNotRunWhenNotTriggered(TestDatabase database) {
		start(database, Web.class, First.class, "--monarch.migration.trigger=none").close();
		assertThat(happened).containsExactly("server", "runner");
	}

	@Test
	void startFailsWithAnAnalysisWhenAMigrationFails(TestDatabase database, CapturedOutput output) {
		List<Integer> exitCodes = new ArrayList<>();
		SpringApplication application = application(Web.class, Failing.class);
		application.addListeners((ExitCodeEvent event) -> exitCodes.add(event.getExitCode()));
		assertThatExceptionOfType(MigrationFailedException.class)
			.isThrownBy(() -> application.run(arguments(database)));
		assertThat(exitCodes).containsExactly(1);
		MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
				() -> application(Web.class, Failing.class).run(arguments(database)));
		assertThat(new MonarchFailureAnalyzer().analyze(failure)).satisfies((analysis) -> {
			assertThat(analysis.getDescription()).contains("2_failing", "failed before", "boom", database.name());
			assertThat(analysis.getAction()).contains("monarch migrate-one 2_failing application");
		});
		assertThat(happened).doesNotContain("runner");
		// The second start does not begin it again.
		assertThat(output.getAll().split("at io.monarch.autoconfigure.DeployIntegrationTests\\$Failing.migrate", -1))
			.hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(classes = { Lacking.class, Searching.class })
	void startFailsWithTheIdWhereSpringBootCouldSayWhy(Class<?> migration, TestDatabase database,
			CapturedOutput output) {
		assertThat(catchThrowable(
				() -> start(database, Web.class, migration, "--logging.level.org.springframework.boot=ERROR")))
			.isNotNull();
		String id = migration.getAnnotation(Migration.class).value();
		assertThat(output.getAll()).contains("APPLICATION FAILED TO START")
			.containsPattern("(?i)Description:\\R+[^\\r\\n]*migration '" + id + "'")
			.doesNotContain("Parameter 0 of constructor", "Consider defining a bean");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "before-web-server" })
	void startFailsWithTheExitCodeOfTheFailure(String trigger, TestDatabase database, CapturedOutput output) {
		database.collection("monarch_migrations").insertOne(new Document("_id", "0").append("state", "DONE"));
		assertThat(exitCode(trigger, database)).isEqualTo(2);
		database.collection("monarch_migrations").drop();
		database.collection("monarch_lock")
			.insertOne(new Document("_id", "migrations").append("owner", "other:1:x")
				.append("since", new Date())
				.append("until", Date.from(Instant.now().plusSeconds(600)))
				.append("token", 1L)
				.append("format", 1));
		assertThat(exitCode(trigger, database)).isEqualTo(4);
		assertThat(output.getAll()).doesNotContain("\tat ");
	}

	private static int exitCode(String trigger, TestDatabase database) {
		AtomicInteger exitCode = new AtomicInteger();
		SpringApplication application = application(Web.class, First.class);
		application.addListeners((ExitCodeEvent event) -> exitCode.set(event.getExitCode()));
		List<String> arguments = new ArrayList<>(List.of(arguments(database)));
		arguments.addAll(List.of("--monarch.migration.trigger=" + trigger, "--monarch.migration.lock.wait=100ms"));
		assertThat(catchThrowable(() -> application.run(arguments.toArray(String[]::new)))).isNotNull();
		return exitCode.get();
	}

	@Test
	void transactionalMigrationIncludesRepositoriesOfTheApplication(TestDatabase database) {
		database.database().createCollection("dogs");
		assertThatExceptionOfType(MigrationFailedException.class)
			.isThrownBy(() -> start(database, Web.class, WithTemplate.class));
		assertThat(database.collection("dogs").countDocuments()).isZero();
	}

	@Test
	void shutdownLetsTheRunningMigrationEndAndBeginsNoOther(TestDatabase database) throws Exception {
		release = new CountDownLatch(1);
		List<ConfigurableApplicationContext> contexts = new ArrayList<>();
		SpringApplication application = application(Web.class, Slow.class, Later.class);
		application.addInitializers(contexts::add);
		Thread main = new Thread(() -> assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> application.run(arguments(database))));
		main.start();
		assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
		MigrationRunner runner = contexts.get(0).getBean(MigrationRunner.class);
		Thread closer = new Thread(() -> contexts.get(0).close());
		closer.start();
		await().until(runner::isShutDown);
		release.countDown();
		closer.join(60_000);
		main.join(60_000);
		assertThat(database.collection("monarch_migrations").find().into(new ArrayList<>())).singleElement()
			.satisfies((record) -> assertThat(record).containsEntry("_id", "4_slow")
				.containsEntry("state", MigrationState.COMPLETED.name()));
		assertThat(database.collection("monarch_lock").find().first()).containsEntry("owner", "");
	}

	@Test
	void nothingIsWrittenWhereTheTemplateIsOnAnotherDatabase(TestDatabase database) {
		String elsewhere = database.name() + "_elsewhere";
		SpringApplication application = application(Web.class, Elsewhere.class, First.class);
		List<String> arguments = new ArrayList<>(List.of(arguments(database)));
		arguments.add("--elsewhere=" + elsewhere);
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> application.run(arguments.toArray(String[]::new)))
			.withMessageContainingAll("'" + elsewhere + "'", "'" + database.name() + "'");
		assertThat(database.client().listDatabaseNames()).doesNotContain(elsewhere, database.name());
	}

	@Test
	void migrationsOfAnApplicationWithoutMongoSaySo() {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> application(Web.class, First.class).run(
				"--server.port=0",
				"--spring.autoconfigure.exclude=org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration,"
						+ "org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration,"
						+ "org.springframework.boot.data.mongodb.autoconfigure.DataMongoRepositoriesAutoConfiguration"))
			.withMessageContaining("not clear which MongoDB is the application's own");
	}

	private static ConfigurableApplicationContext start(TestDatabase database, Class<?> web, Class<?> migration,
			String... more) {
		List<String> arguments = new ArrayList<>(List.of(arguments(database)));
		arguments.addAll(List.of(more));
		return application(web, migration).run(arguments.toArray(String[]::new));
	}

	private static SpringApplication application(Class<?>... sources) {
		SpringApplication application = new SpringApplication(sources);
		application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		application.setRegisterShutdownHook(false);
		return application;
	}

	private static String[] arguments(TestDatabase database) {
		return new String[] { "--server.port=0", "--spring.mongodb.uri=" + database.uri() };
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Web {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE + 200)
		ApplicationRunner otherRunner() {
			return (arguments) -> happened.add("runner");
		}

		@EventListener
		void on(WebServerInitializedEvent event) {
			happened.add("server");
		}

		@EventListener
		void on(MigrationAppliedEvent event) {
			happened.add("event");
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Elsewhere {

		@Bean
		MongoTemplate mongoTemplate(MongoClient client, @Value("${elsewhere}") String database) {
			return new MongoTemplate(client, database);
		}

	}

	@Migration("1_first")
	static class First implements MongoMigration {

		private final ApplicationAvailability availability;

		First(ApplicationAvailability availability) {
			this.availability = availability;
		}

		@Override
		public void migrate(MigrationContext context) {
			happened.add("migration " + this.availability.getReadinessState());
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

	@Migration("2_failing")
	static class Failing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("boom");
		}

	}

	@Migration(id = "3_with_template", transactional = true)
	static class WithTemplate implements MongoMigration {

		private final MongoTemplate template;

		WithTemplate(MongoTemplate template) {
			this.template = template;
		}

		@Override
		public void migrate(MigrationContext context) {
			this.template.insert(new Document("name", "Rex"), "dogs");
			throw new IllegalStateException("boom");
		}

	}

	@Migration("6_lacking")
	static class Lacking implements MongoMigration {

		Lacking(StringJoiner missing) {
		}

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("7_searching")
	static class Searching implements MongoMigration {

		private final ApplicationContext context;

		Searching(ApplicationContext context) {
			this.context = context;
		}

		@Override
		public void migrate(MigrationContext context) {
			this.context.getBean(StringJoiner.class);
		}

	}

	@Migration("4_slow")
	static class Slow implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			running.countDown();
			release.await();
		}

	}

	@Migration("5_later")
	static class Later implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new AssertionError("begun during the shutdown");
		}

	}

}
