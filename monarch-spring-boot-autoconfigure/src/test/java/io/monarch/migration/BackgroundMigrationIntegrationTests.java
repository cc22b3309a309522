package io.monarch.migration;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for batch migrations that are paused, stopped, and run in the background.
 */
@RealMongo
class BackgroundMigrationIntegrationTests {

	private static final int DOCUMENTS = 600;

	/** How long a batch of ten documents takes. */
	private static volatile long millis;

	private static volatile CountDownLatch begun = new CountDownLatch(1);

	@BeforeEach
	void insert(TestDatabase database) {
		millis = 50;
		begun = new CountDownLatch(1);
		database.collection("dogs")
			.insertMany(IntStream.range(0, DOCUMENTS).mapToObj((i) -> new Document("_id", i).append("n", 0)).toList());
	}

	@Test
	void deploymentLeavesOutMigrationsInTheBackground(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(InBackground.class, Other.class)) {
			MigrationResult result = harness.runner.migrateInForeground(environment);
			assertThat(result.applied()).extracting(Applied::id).containsExactly("2_other");
			assertThat(harness.runner.migrations().pending(environment)).containsExactly("1_dogs");
			millis = 0;
			BackgroundMigrations background = new BackgroundMigrations(harness.runner);
			background.start(List.of(environment));
			background.start(List.of(environment));
			await().untilAsserted(() -> assertThat(harness.status("1_dogs", environment).state())
				.isEqualTo(MigrationState.COMPLETED));
		}
		assertChangedOnce(database);
	}

	@Test
	void migrationThatNeedsOneInTheBackgroundCompletesItFirst(TestDatabase database) {
		millis = 0;
		try (MigrationHarness harness = new MigrationHarness(InBackground.class, Other.class, After.class)) {
			MigrationResult result = harness.runner.migrateInForeground(database.environment());
			assertThat(result.applied()).extracting(Applied::id).containsExactly("2_other", "1_dogs", "3_after");
		}
		assertChangedOnce(database);
	}

	@Test
	void migrateOneWhenAnotherHasToBeCompletedFirstIsRefused(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(InBackground.class, After.class)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.migrateOne("3_after", database.environment(), harness))
				.withMessageContaining("runs after '1_dogs'");
		}
	}

	@Test
	void migrationInTheBackgroundYieldsTheLockToAnotherProcess(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(InBackground.class);
				MigrationHarness other = new MigrationHarness(InBackground.class, Other.class)) {
			CompletableFuture<MigrationResult> background = CompletableFuture
				.supplyAsync(() -> harness.runner.migrateInBackground(environment, harness));
			awaitBegun();
			MigrationResult result = other.runner.migrateInForeground(environment);
			assertThat(result.applied()).extracting(Applied::id).containsExactly("2_other");
			MigrationStatus status = other.status("1_dogs", environment);
			assertThat(status.state()).isEqualTo(MigrationState.PROCESSING);
			assertThat(status.isAbandoned()).isFalse();
			assertThat(done(status)).isBetween(1L, DOCUMENTS - 1L);
			assertThat(new FailedMigrations(MigrationHarness.FAST_LOCKS).find(environment)).isEmpty();
			millis = 0;
			assertThat(background.get(1, TimeUnit.MINUTES).applied()).hasSize(1);
		}
		assertChangedOnce(database);
	}

	@Test
	void otherProcessTakesOverWhenTheFirstOneStops(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(InBackground.class);
				MigrationHarness other = new MigrationHarness(InBackground.class)) {
			CompletableFuture<MigrationResult> first = CompletableFuture
				.supplyAsync(() -> harness.runner.migrateInBackground(environment, harness));
			awaitBegun();
			CompletableFuture<MigrationResult> second = CompletableFuture
				.supplyAsync(() -> other.runner.migrateInBackground(environment, other));
			harness.runner.shutDown();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> first.get(1, TimeUnit.MINUTES))
				.havingCause()
				.withMessageContaining("was stopped between two batches");
			millis = 0;
			assertThat(second.get(1, TimeUnit.MINUTES).applied()).hasSize(1);
		}
		assertChangedOnce(database);
	}

	@Test
	void pausedMigrationWaitsAndContinues(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(InForeground.class);
				MigrationHarness operator = new MigrationHarness(InForeground.class)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> operator.runner.pause("1_dogs", environment))
				.withMessageContaining("has not begun");
			CompletableFuture<MigrationResult> run = CompletableFuture.supplyAsync(() -> harness.migrate(environment));
			awaitBegun();
			operator.runner.pause("1_dogs", environment);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> operator.runner.pause("1_dogs", environment))
				.withMessageContaining("already paused");
			await().until(() -> harness.heard.stream().anyMatch((each) -> each.contains("Paused")));
			long done = done(operator.status("1_dogs", environment));
			Thread.sleep(1000);
			MigrationStatus paused = operator.status("1_dogs", environment);
			assertThat(done(paused)).isEqualTo(done).isLessThan(DOCUMENTS);
			assertThat(paused.batch().pause().by()).contains("@");
			millis = 0;
			operator.runner.resume("1_dogs", environment);
			assertThat(run.get(1, TimeUnit.MINUTES).applied()).hasSize(1);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> operator.runner.resume("1_dogs", environment))
				.withMessageContaining("is not paused");
			assertThat(operator.status("1_dogs", environment).batch().pause()).isNull();
		}
		assertChangedOnce(database);
	}

	@Test
	void pausedMigrationInTheBackgroundHoldsNoLock(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(InBackground.class)) {
			CompletableFuture<MigrationResult> run = CompletableFuture
				.supplyAsync(() -> harness.runner.migrateInBackground(environment, harness));
			awaitBegun();
			harness.runner.pause("1_dogs", environment);
			await().until(() -> MigrationHarness.FAST_LOCKS.of(environment).holder().isEmpty());
			assertThat(new FailedMigrations(MigrationHarness.FAST_LOCKS).find(environment)).isEmpty();
			millis = 0;
			harness.runner.resume("1_dogs", environment);
			assertThat(run.get(1, TimeUnit.MINUTES).applied()).hasSize(1);
		}
		assertChangedOnce(database);
	}

	@Test
	void stoppedMigrationContinuesAtTheNextStart(TestDatabase database) throws Exception {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(InForeground.class)) {
			CompletableFuture<MigrationResult> run = CompletableFuture.supplyAsync(() -> harness.migrate(environment));
			awaitBegun();
			harness.runner.shutDown();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> run.get(1, TimeUnit.MINUTES))
				.havingCause()
				.withMessageContaining("because the process is stopping");
		}
		long done = database.collection("dogs").countDocuments(Filters.eq("n", 1));
		assertThat(done).isBetween(1L, DOCUMENTS - 1L);
		millis = 0;
		try (MigrationHarness harness = new MigrationHarness(InForeground.class)) {
			assertThat(done(harness.status("1_dogs", environment))).isEqualTo(done);
			assertThat(harness.migrate(environment).applied()).hasSize(1);
		}
		assertChangedOnce(database);
	}

	@Test
	void failedMigrationInTheBackgroundStopsOnlyThoseThatNeedIt(TestDatabase database) {
		Environment environment = database.environment();
		millis = 0;
		database.collection("dogs").updateOne(Filters.eq("_id", 100), Updates.set("n", "text"));
		try (MigrationHarness harness = new MigrationHarness(InBackground.class, Other.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("{\"_id\": 100}");
			assertThat(harness.status("2_other", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.runner.migrateInForeground(environment).applied()).isEmpty();
		}
		try (MigrationHarness harness = new MigrationHarness(InBackground.class, Other.class, After.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.runner.migrateInForeground(environment))
				.withMessageContaining("'1_dogs' failed before");
			database.collection("dogs").updateOne(Filters.eq("_id", 100), Updates.set("n", 0));
			harness.runner.migrateOne("1_dogs", environment, harness);
			assertThat(harness.runner.migrateInForeground(environment).applied()).extracting(Applied::id)
				.containsExactly("3_after");
		}
		assertChangedOnce(database);
	}

	private static long done(MigrationStatus status) {
		assertThat(status.batch()).isNotNull();
		return status.batch().done();
	}

	private static void awaitBegun() throws InterruptedException {
		assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofMinutes(1));
	}

	private static void assertChangedOnce(TestDatabase database) {
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(DOCUMENTS);
	}

	private static Batches slow() {
		return Batches.of("dogs").size(10).forEach((batch) -> {
			batch.documents().forEach((dog) -> batch.update(dog, Updates.inc("n", 1)));
			Thread.sleep(millis);
			if (batch.documents().get(0).getInteger("_id") > 0) {
				begun.countDown(); // the first batch is committed
			}
		});
	}

	@Migration("1_dogs")
	static class InForeground implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return slow();
		}

	}

	@Migration(id = "1_dogs", background = true)
	static class InBackground implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return slow();
		}

	}

	@Migration("2_other")
	static class Other implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("other", true), "log");
		}

	}

	@Migration(id = "3_after", after = "1_dogs")
	static class After implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			assertThat(context.database().getCollection("dogs").countDocuments(Filters.eq("n", 1)))
				.isEqualTo(DOCUMENTS);
		}

	}

}
