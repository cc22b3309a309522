package io.monarch.migration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Operator;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.lock.LockSettings;
import io.monarch.migration.MigrationStatus.Activity;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what an operator is told when a migration has failed or was abandoned.
 */
@RealMongo
class FailedMigrationIntegrationTests {

	private static final EnvironmentLocks LOCKS = TestLocks.of(new LockSettings(Duration.ofSeconds(30),
			Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(5)));

	@Test
	void migrateWhenOneFailsRecordsItsRootCauseItsLineAndItsStackTrace(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			MigrationFailedException failure = fail(harness, environment);
			String error = "IllegalStateException: Uncategorized exception, caused by IllegalArgumentException: no dog "
					+ "(FailedMigrationIntegrationTests.java:";
			assertThat(failure.getMessage()).contains(error);
			MigrationStatus status = harness.status("1_wrapping", environment);
			assertThat(status.error()).startsWith(error);
			assertThat(status.attempt().trace()).startsWith("java.lang.IllegalStateException: Uncategorized exception")
				.contains("Caused by: java.lang.IllegalArgumentException: no dog",
						"at io.monarch.migration.FailedMigrationIntegrationTests$Wrapping.migrate");
			assertThat(status.attempt().host()).isEqualTo(Operator.host());
			assertThat(status.attempt().applicationVersion()).isEqualTo("1.2.3");
		}
	}

	@ParameterizedTest
	@EnumSource
	void migrateWhenTheFailureCannotBePrintedRecordsItAndEnds(Hostile hostile, TestDatabase database) {
		Environment environment = database.environment();
		Throwing.failure = hostile.failure;
		for (Class<?> type : List.of(Throwing.class, ThrowingInTransaction.class)) {
			try (MigrationHarness harness = new MigrationHarness(type)) {
				MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
						() -> harness.runner.migrate(environment, new LoggingMigrationListener()));
				assertThat(failure).hasMessageContaining(hostile.error);
				MigrationStatus status = harness.runner.migrations().list(environment).get(0);
				assertThat(status.state()).isEqualTo(MigrationState.FAILED);
				assertThat(status.error()).contains(hostile.error);
			}
			RawBsonDocument record = database.collection("monarch_migrations")
				.withDocumentClass(RawBsonDocument.class)
				.find()
				.first();
			assertThat(isUtf8(record)).isTrue();
			database.collection("monarch_migrations").drop();
		}
	}

	/**
	 * Half of a pair of surrogates is written as three bytes that are no UTF-8, which
	 * only the Java driver reads.
	 */
	private static boolean isUtf8(RawBsonDocument document) {
		BsonDocumentCodec codec = new BsonDocumentCodec();
		// What is no UTF-8 is replaced when it is read, and so written differently.
		RawBsonDocument rewritten = new RawBsonDocument(document.decode(codec), codec);
		return rewritten.getByteBuffer().asNIO().equals(document.getByteBuffer().asNIO());
	}

	@Test
	void statusWhenAnotherVersionHasRecordedAnotherErrorHasNoStackTraceOfThisOne(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			fail(harness, environment);
			database.collection("monarch_migrations").updateOne(new Document(), Updates.set("error", "another"));
			assertThat(harness.status("1_wrapping", environment).attempt().trace()).isNull();
		}
	}

	@Test
	void adviceSuggestsARollbackOnlyWhereThereIsOne(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			assertThat(fail(harness, environment).action()).contains("migrate-one 1_wrapping", "mark 1_wrapping")
				.doesNotContain("rollback");
			assertThat(fail(harness, environment).action()).doesNotContain("rollback");
		}
		database.collection("monarch_migrations").drop();
		try (MigrationHarness harness = new MigrationHarness(Reversible.class)) {
			String rollback = "'monarch rollback 1_reversible " + environment.name() + "'";
			assertThat(fail(harness, environment).action()).contains(rollback);
			assertThat(fail(harness, environment).action()).contains(rollback);
		}
	}

	@Test
	void adviceWhenTheNameIsTheDefaultSaysSo(TestDatabase database) {
		try (Environments environments = Environments.withApplication(List.of(), Environment.DEFAULT_NAME,
				database.client(), database.name(), true);
				MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			Environment environment = environments.application().orElseThrow();
			assertThat(fail(harness, environment).action()).contains("migrate-one 1_wrapping application",
					"'application' is the default name", "monarch.environment");
		}
		database.collection("monarch_migrations").drop();
		try (Environments environments = Environments.withApplication(List.of(), "production", database.client(),
				database.name(), true); MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			Environment environment = environments.application().orElseThrow();
			assertThat(fail(harness, environment).action()).contains("migrate-one 1_wrapping production")
				.doesNotContain("default name");
		}
	}

	@Test
	void migrateWhenTheProcessIsToldToEndRecordsThatAsTheReason(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		Waiting.begun = new CountDownLatch(1);
		Waiting.end = new CountDownLatch(1);
		try (MigrationHarness harness = new MigrationHarness(Waiting.class)) {
			CompletableFuture<Throwable> failure = new CompletableFuture<>();
			Thread run = new Thread(() -> failure.complete(catchThrowable(() -> harness.migrate(environment))));
			run.start();
			assertThat(Waiting.begun.await(1, TimeUnit.MINUTES)).isTrue();
			Thread shutdown = new Thread(harness.runner::shutDown);
			shutdown.start();
			while (!harness.runner.isShutDown()) {
				Thread.onSpinWait();
			}
			shutdown.interrupt(); // this test does not wait for the grace to end
			run.interrupt();
			assertThat(failure.get(1, TimeUnit.MINUTES)).hasMessageContaining("'1_waiting' was stopped")
				.hasMessageContaining("the process was stopped")
				.extracting((each) -> ((MigrationFailedException) each).action())
				.asString()
				.doesNotContain("Correct the cause");
			MigrationStatus status = harness.status("1_waiting", environment);
			assertThat(status.state()).isEqualTo(MigrationState.FAILED);
			assertThat(status.error()).startsWith("the process was stopped before the migration ended (Failed");
			shutdown.join();
		}
	}

	@Test
	void markWhenOneHasFailedKeepsWhyAndSaysWhoMarkedIt(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			fail(harness, environment);
			MigrationStatus completed = harness.runner.mark("1_wrapping", environment, MigrationState.COMPLETED);
			assertThat(completed.state()).isEqualTo(MigrationState.COMPLETED);
			assertMarked(completed);
			assertThat(harness.runner.migrations().pending(environment)).isEmpty();
			MigrationStatus pending = harness.runner.mark("1_wrapping", environment, MigrationState.NEW);
			assertThat(pending.state()).isEqualTo(MigrationState.NEW);
			assertMarked(pending);
			assertThat(harness.runner.migrations().pending(environment)).containsExactly("1_wrapping");
			fail(harness, environment);
			assertThat(harness.status("1_wrapping", environment).attempt().marked()).isFalse();
		}
		try (MigrationHarness harness = new MigrationHarness()) {
			harness.runner.mark("1_wrapping", environment, MigrationState.NEW);
			assertThat(harness.runner.migrations().list(environment)).isEmpty();
		}
	}

	private static void assertMarked(MigrationStatus status) {
		assertThat(status.error()).contains("no dog");
		assertThat(status.attempt().trace()).contains("no dog");
		assertThat(status.attempt().marked()).isTrue();
		assertThat(status.attempt().markedBy()).isEqualTo(Operator.current());
		assertThat(status.attempt().markedAt()).isNotNull();
	}

	@Test
	void listWhenOneIsMissingSaysThatItFailed(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			fail(harness, environment);
		}
		try (MigrationHarness harness = new MigrationHarness()) {
			MigrationStatus status = harness.status("1_wrapping", environment);
			assertThat(status.state()).isEqualTo(MigrationState.MISSING);
			assertThat(status.recordedState()).isEqualTo(MigrationState.FAILED);
			assertThat(harness.runner.migrations().advice(status, environment)).contains("mark 1_wrapping");
		}
	}

	@Test
	void listWhenOneIsBegunTellsWhetherItIsRunning(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Wrapping.class)) {
			try (Lease lease = LOCKS.of(environment).acquire(() -> true, (holder) -> {
			}).orElseThrow()) {
				database.collection("monarch_migrations")
					.insertOne(new Document("_id", "1_wrapping").append("state", "PROCESSING")
						.append("token", lease.token())
						.append("format", 1));
				Activity running = harness.status("1_wrapping", environment).activity();
				assertThat(running.running()).isTrue();
				assertThat(running.owner()).startsWith(Operator.host());
				database.collection("monarch_lock")
					.updateOne(new Document(), Updates.set("progress",
							new Document("work", "1_wrapping").append("done", 7L).append("total", 9L)));
				assertThat(harness.status("1_wrapping", environment).activity())
					.isEqualTo(new Activity(true, running.owner(), 7, 9, running.perSecond()));
			}
			MigrationStatus abandoned = harness.status("1_wrapping", environment);
			assertThat(abandoned.state()).isEqualTo(MigrationState.PROCESSING);
			assertThat(abandoned.isAbandoned()).isTrue();
		}
	}

	@Test
	void renewalWritesTheProgressOfTheMigration(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		LockSettings quick = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(20),
				Duration.ofSeconds(5));
		MigrationSettings settings = new MigrationSettings(TestLocks.of(quick), OutOfOrder.RUN, Transactions.REQUIRED,
				ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		Waiting.begun = new CountDownLatch(1);
		Waiting.end = new CountDownLatch(1);
		try (MigrationHarness harness = new MigrationHarness(settings, Waiting.class)) {
			Thread run = new Thread(() -> harness.migrate(environment));
			run.start();
			assertThat(Waiting.begun.await(1, TimeUnit.MINUTES)).isTrue();
			Activity activity;
			do {
				activity = harness.status("1_waiting", environment).activity();
				assertThat(activity).isNotNull();
			}
			while (activity.done() == 0);
			assertThat(activity.done()).isEqualTo(3);
			assertThat(activity.total()).isEqualTo(4);
			Waiting.end.countDown();
			run.join();
			assertThat(harness.status("1_waiting", environment).activity()).isNull();
		}
		assertThat(database.collection("monarch_lock").find().first()).doesNotContainKeys("progress", "renewedAt");
	}

	private static MigrationFailedException fail(MigrationHarness harness, Environment environment) {
		return catchThrowableOfType(MigrationFailedException.class, () -> harness.migrate(environment));
	}

	/**
	 * Failures that break what records or prints them.
	 */
	enum Hostile {

		CIRCULAR("IllegalStateException: outer", () -> {
			Exception first = new Exception("first");
			first.initCause(new Exception("second", first));
			return new IllegalStateException("outer", first);
		}),

		ENDLESS("Endless", Endless::new),

		BROKEN("Broken", Broken::new),

		HALF_A_CHARACTER("half \ufffd", () -> new IllegalStateException("half \ud83d")),

		CUT_IN_A_CHARACTER("...", () -> new IllegalStateException("a" + "\ud83d\ude00".repeat(3000)));

		private final String error;

		private final Supplier<RuntimeException> failure;

		Hostile(String error, Supplier<RuntimeException> failure) {
			this.error = error;
			this.failure = failure;
		}

	}

	static class Endless extends RuntimeException {

		@Override
		public synchronized Throwable getCause() {
			return new Endless();
		}

	}

	static class Broken extends RuntimeException {

		@Override
		public String getMessage() {
			throw new AssertionError("cannot be asked");
		}

		@Override
		public String toString() {
			throw new AssertionError("cannot be asked");
		}

	}

	@Migration("1_throwing")
	static class Throwing implements MongoMigration {

		private static Supplier<RuntimeException> failure;

		@Override
		public void migrate(MigrationContext context) {
			throw failure.get();
		}

	}

	@Migration(id = "1_throwing_in_transaction", transactional = true)
	static class ThrowingInTransaction extends Throwing {

	}

	@Migration("1_wrapping")
	static class Wrapping implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("Uncategorized exception", new IllegalArgumentException("no dog"));
		}

	}

	@Migration("1_reversible")
	static class Reversible implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("no");
		}

		@Override
		public void rollback(MigrationContext context) {
		}

	}

	@Migration("1_waiting")
	static class Waiting implements MongoMigration {

		private static CountDownLatch begun;

		private static CountDownLatch end;

		@Override
		public void migrate(MigrationContext context) throws Exception {
			context.progress(3, 4);
			begun.countDown();
			end.await();
		}

	}

}
