package io.monarch.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedEvent;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoMigration;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what is observed of real runs, and when.
 */
@RealMongo
class ObservedRunIntegrationTests {

	private static final ObservationRegistry observations = ObservationRegistry.create();

	private static final List<String> seen = new ArrayList<>();

	private static TestStandalone server;

	/** Time passes only where a test says so. */
	private static final MockClock clock = new MockClock();

	private final MeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final List<Object> events = new ArrayList<>();

	private final List<String> heard = new ArrayList<>();

	private MigrationRunner runner;

	@BeforeEach
	void start() {
		seen.clear();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.meters));
	}

	@AfterEach
	void stop() {
		this.context.close();
		MDC.clear();
	}

	@Test
	void migrationsAreCreatedBeforeTheFirstAndOutsideOfAny(TestDatabase database) {
		migrate(database.environment(), Slow.class, Created.class);
		assertThat(seen).containsExactly("2_created is created in null, unobserved", "1_slow runs in 1_slow, observed",
				"2_created runs in 2_created, observed");
		assertThat(this.meters.get("monarch.migration").tag("outcome", "applied").timer().count()).isEqualTo(2);
		assertThat(this.meters.get("monarch.migration").tag("outcome", "applied").timer().totalTime(MILLISECONDS))
			.as("without the constructor of the second")
			.isEqualTo(2.0);
	}

	@Test
	void keysOfTheCallerAreThereAgainAfterTheRun(TestDatabase database) {
		MDC.put("monarch.migration", "of the caller");
		MDC.put("monarch.environment", "another");
		migrate(database.environment(), Slow.class);
		assertThat(MDC.get("monarch.migration")).isEqualTo("of the caller");
		assertThat(MDC.get("monarch.environment")).isEqualTo("another");
	}

	@Test
	void failureIsToldWhereTheServerIsGone() {
		server = TestStandalone.start();
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(server.uri("shop")))
			.applyToClusterSettings((cluster) -> cluster.serverSelectionTimeout(500, MILLISECONDS))
			.build();
		try (Environments environments = Environments.of(List.of(new EnvironmentSettings("x", settings, "shop", null)),
				"x")) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> migrate(environments.get("x"), Deadly.class))
				.withMessageContaining("cannot be reached");
		}
		assertThat(observations.getCurrentObservation()).isNull();
		assertThat(MDC.get("monarch.migration")).isNull();
		assertThat(this.meters.get("monarch.migration").tag("outcome", "failed").timer().count()).isEqualTo(1);
		assertThat(this.heard).containsExactly("started 3_deadly", "failed 3_deadly");
		assertThat(this.events).last()
			.isInstanceOfSatisfying(MigrationFailedEvent.class,
					(event) -> assertThat(event.error()).hasMessageContaining("boom"));
	}

	private MigrationResult migrate(Environment environment, Class<?>... migrations) {
		this.context.register(migrations);
		this.runner = new MigrationRunner(
				new Migrations(this.context.getDefaultListableBeanFactory(), new MigrationTemplates(this.context, true),
						new MigrationSettings(
								TestLocks.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
										Duration.ofSeconds(5), Duration.ZERO)),
								OutOfOrder.RUN, Transactions.REQUIRED, ForeignHistory.REFUSE,
								MigratingApplication.UNKNOWN)),
				this.events::add, List.of(new ObservedMigrations(observations)));
		this.context.refresh();
		return this.runner.migrate(environment, new MigrationListener() {

			@Override
			public void started(Environment environment, String id) {
				ObservedRunIntegrationTests.this.heard.add("started " + id);
			}

			@Override
			public void failed(Environment environment, String id, Throwable error) {
				ObservedRunIntegrationTests.this.heard.add("failed " + id);
			}

		});
	}

	private static void see(String what) {
		seen.add(what + " in " + MDC.get("monarch.migration")
				+ ((observations.getCurrentObservation() != null) ? ", observed" : ", unobserved"));
	}

	@Migration("1_slow")
	static class Slow implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			see("1_slow runs");
			clock.add(1, MILLISECONDS);
		}

	}

	@Migration("2_created")
	static class Created implements MongoMigration {

		Created() {
			see("2_created is created");
			clock.add(500, MILLISECONDS);
		}

		@Override
		public void migrate(MigrationContext context) {
			see("2_created runs");
			clock.add(1, MILLISECONDS);
		}

	}

	@Migration("3_deadly")
	static class Deadly implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
			server.close();
			throw new IllegalStateException("boom");
		}

	}

}
