package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoNamespace;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.lock.LockHolder;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.annotation.Id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Starts applications that share a database.
 */
@RealMongo
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class SeveralApplicationsIntegrationTests {

	private static final String BILLING = "--monarch.migration.collection=billing_migrations";

	private static CountDownLatch running = new CountDownLatch(1);

	private static CountDownLatch release = new CountDownLatch(0);

	private static CountDownLatch waiting = new CountDownLatch(1);

	private static boolean fails;

	@BeforeEach
	void forget() {
		running = new CountDownLatch(1);
		release = new CountDownLatch(0);
		waiting = new CountDownLatch(1);
		fails = false;
	}

	@Test
	void migrationsOfTheSameIdRunInEachApplicationThatHasItsOwnHistory(TestDatabase database) {
		for (int i = 0; i < 2; i++) {
			try (ConfigurableApplicationContext orders = start(database, Orders.class);
					ConfigurableApplicationContext billing = start(database, Billing.class, BILLING)) {
				assertThat(orders.isActive() && billing.isActive()).isTrue();
			}
		}
		assertThat(database.collection("orders").countDocuments()).isOne();
		assertThat(database.collection("bills").countDocuments()).isOne();
		assertThat(records(database, "monarch_migrations"))
			.containsExactly(Map.of("_id", "1_first", "state", "COMPLETED", "class", Orders.class.getName()));
		assertThat(records(database, "billing_migrations"))
			.containsExactly(Map.of("_id", "1_first", "state", "COMPLETED", "class", Billing.class.getName()));
		assertThat(database.collection("monarch_lock").countDocuments(new Document("_id", "migrations"))).isOne();
	}

	@Test
	void failureOfOneApplicationSaysNothingOfTheHealthOfTheOther(TestDatabase database) {
		String actuator = "--" + RequestedAutoConfigurations.ACTUATOR + "=true";
		try (ConfigurableApplicationContext billing = start(database, Billing.class, BILLING, actuator)) {
			fails = true;
			assertThat(catchThrowableOfType(MigrationFailedException.class, () -> start(database, Orders.class)))
				.hasMessageContaining("boom");
			await().untilAsserted(() -> assertThat(
					billing.getBean("monarchHealthIndicator", HealthIndicator.class).health().getStatus())
				.isEqualTo(Status.UP));
		}
		try (ConfigurableApplicationContext billing = start(database, Billing.class, BILLING, actuator)) {
			await().untilAsserted(() -> assertThat(
					billing.getBean("monarchHealthIndicator", HealthIndicator.class).health().getStatus())
				.isEqualTo(Status.UP));
		}
	}

	@Test
	void applicationWaitsForTheLockWhileAnotherOneMigrates(TestDatabase database) throws Exception {
		release = new CountDownLatch(1);
		CompletableFuture<ConfigurableApplicationContext> orders = CompletableFuture
			.supplyAsync(() -> start(database, Orders.class), (task) -> new Thread(task).start());
		assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<ConfigurableApplicationContext> billing = CompletableFuture
			.supplyAsync(() -> start(database, Billing.class, BILLING), (task) -> new Thread(task).start());
		assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(database.collection("bills").countDocuments()).isZero();
		release.countDown();
		orders.get(60, TimeUnit.SECONDS).close();
		billing.get(60, TimeUnit.SECONDS).close();
		assertThat(database.collection("orders").countDocuments()).isOne();
		assertThat(database.collection("bills").countDocuments()).isOne();
	}

	@Test
	void changedNameOfTheHistoryIsRefusedUntilTheCollectionIsRenamed(TestDatabase database) {
		start(database, Orders.class).close();
		String renamed = "--monarch.migration.collection=orders_migrations";
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start(database, Orders.class, renamed));
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure).hasMessageContaining("in collection 'orders_migrations' is empty")
			.hasMessageContaining("collection 'monarch_migrations' has the migration '1_first'");
		assertThat(failure.action()).contains("db.getSiblingDB(\"" + database.name()
				+ "\").getCollection(\"monarch_migrations\").renameCollection(\"orders_migrations\")");
		assertThat(database.collection("orders").countDocuments()).isOne();
		assertThat(database.database().listCollectionNames()).doesNotContain("orders_migrations");
		database.collection("monarch_migrations")
			.renameCollection(new MongoNamespace(database.name(), "orders_migrations"));
		start(database, Orders.class, renamed).close();
		assertThat(database.collection("orders").countDocuments()).isOne();
		// The previous version finds no history of its name, and must not begin one.
		assertThat(catchThrowableOfType(MonarchException.class, () -> start(database, Orders.class)))
			.hasMessageContaining("collection 'orders_migrations' has the migration '1_first'");
	}

	@Test
	void historyThatNamesNoClassesIsThatOfTheApplicationUnlessItIsToldOtherwise(TestDatabase database) {
		database.collection("monarch_migrations")
			.insertOne(new Document("_id", "1_first").append("state", "COMPLETED")
				.append("token", 1L)
				.append("format", 1));
		assertThat(catchThrowableOfType(MonarchException.class, () -> start(database, Billing.class, BILLING)).action())
			.contains("monarch.migration.foreign-history");
		start(database, Billing.class, BILLING, "--monarch.migration.foreign-history=ignore").close();
		start(database, Billing.class, BILLING).close();
		assertThat(database.collection("bills").countDocuments()).isOne();
	}

	@Test
	void migrationThatIsNotRunSinceAnotherApplicationHasItsIdIsWarnedOf(TestDatabase database, CapturedOutput output) {
		start(database, Orders.class, "--spring.application.name=orders").close();
		start(database, Billing.class, "--spring.application.name=billing").close();
		assertThat(database.collection("bills").countDocuments()).isZero();
		assertThat(output).contains("The migrations '1_first' are not run: in collection 'monarch_migrations', "
				+ "application 'orders' has recorded migrations with these ids as completed. Set "
				+ "monarch.migration.collection");
	}

	@Test
	void renamedApplicationOrMovedClassIsNotWarnedOf(TestDatabase database, CapturedOutput output) {
		start(database, Orders.class, "--spring.application.name=orders").close();
		start(database, Orders.class, "--spring.application.name=shop").close();
		start(database, Billing.class, "--spring.application.name=orders").close();
		assertThat(output).doesNotContain("are not run");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "system.x", "a$b", "monarch_lock", "monarch_staging_x",
			"monarch_swap_0123456789abcdef01234567", ".a", "a.system.b" })
	void nameThatCannotBeThatOfAHistoryIsRefused(String name, TestDatabase database) {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> root(() -> start(database, Billing.class, "--monarch.migration.collection=" + name)));
		assertThat(failure).hasMessageContaining("monarch.migration.collection=" + name)
			.hasMessageContaining("cannot be the name of the history");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(database.database().listCollectionNames()).isEmpty();
	}

	@Test
	void collectionOfAnEntityIsRefused(TestDatabase database) {
		database.collection("bills").insertOne(new Document("x", 1));
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start(database, Entities.class, "--monarch.migration.collection=bills"));
		assertThat(failure).hasMessageContaining(
				"monarch.migration.collection=bills is the collection of the entity " + Bill.class.getName());
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(database.collection("bills").find()).singleElement()
			.satisfies((each) -> assertThat(each).containsEntry("x", 1));
	}

	private static void root(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof MonarchException monarch) {
					throw monarch;
				}
			}
			throw ex;
		}
	}

	private static List<Map<String, Object>> records(TestDatabase database, String collection) {
		List<Map<String, Object>> records = new ArrayList<>();
		for (Document record : database.collection(collection).find()) {
			assertThat(record.getString("state")).isEqualTo(MigrationState.COMPLETED.name());
			records.add(Map.of("_id", record.get("_id"), "state", record.get("state"), "class", record.get("class")));
		}
		return records;
	}

	private static ConfigurableApplicationContext start(TestDatabase database, Class<?> migration, String... more) {
		SpringApplication application = new SpringApplication(Application.class, migration);
		application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		application.setRegisterShutdownHook(false);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> arguments = new ArrayList<>(List.of("--spring.mongodb.uri=" + database.uri()));
		arguments.addAll(List.of(more));
		return application.run(arguments.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MigrationListener waitingListener() {
			return new MigrationListener() {

				@Override
				public void waiting(Environment environment, LockHolder holder) {
					waiting.countDown();
				}

			};
		}

	}

	@Migration("1_first")
	static class Entities implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@org.springframework.data.mongodb.core.mapping.Document("bills")
	record Bill(@Id String id) {

	}

	@Migration("1_first")
	static class Orders implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			running.countDown();
			assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
			if (fails) {
				throw new IllegalStateException("boom");
			}
			context.mongo().insert(new Document("x", 1), "orders");
		}

	}

	@Migration("1_first")
	static class Billing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("x", 1), "bills");
		}

	}

}
