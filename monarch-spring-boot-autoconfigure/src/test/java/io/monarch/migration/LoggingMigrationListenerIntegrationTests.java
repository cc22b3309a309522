package io.monarch.migration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.monarch.environment.Environment;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link LoggingMigrationListener}.
 */
@RealMongo
class LoggingMigrationListenerIntegrationTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(MigrationRunner.class);

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			LoggingMigrationListenerIntegrationTests.this.events.add(event);
			if (event.getFormattedMessage().contains("1200 of 5000")) {
				Slow.logged.countDown();
			}
		}

	};

	@BeforeEach
	void listen() {
		Slow.logged = new CountDownLatch(1);
		this.appender.start();
		LOGGER.addAppender(this.appender);
		LOGGER.setLevel(Level.INFO);
	}

	@AfterEach
	void stopListening() {
		LOGGER.detachAppender(this.appender);
		LOGGER.setLevel(null);
	}

	@Test
	void failureIsOneErrorWithItsStackTrace(TestDatabase database) {
		run(database.environment(), Failing.class);
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.getLevel()).isEqualTo(Level.ERROR);
			assertThat(event.getFormattedMessage()).contains("1_failing failed on environment 'test'",
					"caused by IllegalArgumentException: no dog");
			assertThat(ThrowableProxyUtil.asString(event.getThrowableProxy())).contains(
					"IllegalStateException: wrapped", "IllegalArgumentException: no dog",
					"at io.monarch.migration.LoggingMigrationListenerIntegrationTests$Failing.migrate");
			assertThat(event.getMDCPropertyMap()).containsEntry("monarch.migration", "1_failing");
		});
	}

	@Test
	void nothingInTheLogIsASecretOrStartsANewLine(TestDatabase database) {
		run(database.environment(), Quoting.class);
		assertThat(this.events).hasSize(2);
		assertThat(this.events).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO, Level.ERROR);
		for (ILoggingEvent event : this.events) {
			String all = event.getFormattedMessage() + ((event.getThrowableProxy() != null)
					? ThrowableProxyUtil.asString(event.getThrowableProxy()) : "");
			assertThat(all).contains("mongodb://***@db1/shop").doesNotContain("s3cret", "\u001b");
			assertThat(all.lines()).noneMatch((line) -> line.startsWith("2026-"));
		}
		assertThat(ThrowableProxyUtil.asString(this.events.get(1).getThrowableProxy())).contains(
				"java.lang.IllegalStateException: bad", "LoggingMigrationListenerIntegrationTests$Quoting.migrate");
	}

	@Test
	void progressIsLoggedWhileAMigrationRunsLong(TestDatabase database) {
		Throwable failure = run(database.environment(), Slow.class);
		assertThat(failure).isNull();
		assertThat(this.events).anySatisfy((event) -> {
			assertThat(event.getFormattedMessage())
				.matches("Migration 1_slow has been running on environment 'test' for \\d+ s: 1200 of 5000 \\(24 %\\)");
			assertThat(event.getMDCPropertyMap()).containsEntry("monarch.migration", "1_slow");
		});
	}

	@Test
	void whatIsQuickIsOneLine(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Quick.class)) {
			harness.runner.migrate(database.environment(), new LoggingMigrationListener());
		}
		assertThat(this.events).extracting(ILoggingEvent::getFormattedMessage)
			.satisfiesExactly((line) -> assertThat(line).startsWith("Applied migration 1_quick"),
					(line) -> assertThat(line).startsWith("Applied 1 migration"));
	}

	private static Throwable run(Environment environment, Class<?> migration) {
		Duration interval = (migration == Slow.class) ? Duration.ofMillis(1) : Duration.ofMinutes(1);
		try (MigrationHarness harness = new MigrationHarness(migration)) {
			return catchThrowable(
					() -> harness.runner.migrate(environment, new LoggingMigrationListener(interval, interval)));
		}
	}

	@Migration("1_failing")
	static class Failing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("wrapped", new IllegalArgumentException("no dog"));
		}

	}

	@Migration("1_quoting")
	static class Quoting implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.say("I use mongodb://annabel:it's s3cret@db1/shop\u001b[2J\n2026-11-28 forged");
			throw new IllegalStateException("bad",
					new IllegalArgumentException("mongodb://annabel:my s3cret@db1/shop\n2026-11-28 forged"));
		}

	}

	@Migration("1_slow")
	static class Slow implements MongoMigration {

		private static CountDownLatch logged;

		@Override
		public void migrate(MigrationContext context) throws Exception {
			context.progress(1200, 5000);
			if (!logged.await(1, TimeUnit.MINUTES)) {
				throw new IllegalStateException("nothing was logged");
			}
		}

	}

	@Migration("1_quick")
	static class Quick implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

}
