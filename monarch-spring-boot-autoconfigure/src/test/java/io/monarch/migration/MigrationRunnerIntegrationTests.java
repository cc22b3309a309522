package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.client.MongoClient;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link MigrationRunner} on a real MongoDB.
 */
@EveryServer
@RealMongo
class MigrationRunnerIntegrationTests {

	@Test
	void migrateWhenPendingRunsThemInOrderAndRecordsThem(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Second.class, First.class)) {
			MigrationResult result = harness.migrate(environment);
			assertThat(result.applied()).extracting(Applied::id).containsExactly("1_first", "10_second");
			assertThat(result.failed()).isNull();
			assertThat(result.pending()).isEmpty();
			assertThat(harness.heard).containsExactly("started 1_first", "said 1_first hello", "applied 1_first",
					"started 10_second", "progress 10_second 1/2", "applied 10_second", "finished 2");
			assertThat(harness.events).extracting(Object::getClass)
				.containsExactly(MigrationStartedEvent.class, MigrationAppliedEvent.class, MigrationStartedEvent.class,
						MigrationAppliedEvent.class);
			MigrationStatus status = harness.status("1_first", environment);
			assertThat(status.state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(status.description()).isEqualTo("Says hello");
			assertThat(status.startedAt()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
			assertThat(status.finishedAt()).isAfterOrEqualTo(status.startedAt());
			assertThat(status.duration()).isLessThan(Duration.ofMinutes(1));
			Document stored = database.collection("monarch_migrations").find(new Document("_id", "1_first")).first();
			assertThat(stored).containsEntry("state", "COMPLETED")
				.containsEntry("applicationVersion", "1.2.3")
				.containsEntry("token", 1L)
				.containsEntry("format", 1)
				.containsKeys("host", "startedAt", "finishedAt", "durationMillis");
		}
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
	}

	@Test
	void migrateWhenAListenerThrowsHasRecordedWhatIsDone(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Second.class)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> harness.runner.migrate(environment, new MigrationListener() {

					@Override
					public void executed(Environment where, String id, MigrationState state,
							@Nullable Throwable error) {
						throw new IllegalStateException("of the listener");
					}

				}))
				.withMessage("of the listener");
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.migrate(environment).applied()).extracting(Applied::id).containsExactly("10_second");
		}
	}

	@Test
	void migrateWhenAListenerOfTheEndThrowsHasNotBegunTheNextOne(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Second.class)) {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> harness.runner.migrate(environment, new ThrowingAtTheEnd()))
				.withMessage("of the listener");
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.status("10_second", environment).state()).isEqualTo(MigrationState.NEW);
			assertThat(harness.migrate(environment).applied()).extracting(Applied::id).containsExactly("10_second");
		}
	}

	@Test
	void migrateWhenAListenerOfTheEndThrowsLeavesTheRecordOfTheNextOneAsItWas(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Reversible.class)) {
			harness.runner.migrateOne("5_reversible", environment, harness);
			harness.runner.rollback("5_reversible", environment, harness);
			Document before = database.collection("monarch_migrations")
				.find(new Document("_id", "5_reversible"))
				.first();
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> harness.runner.migrate(environment, new ThrowingAtTheEnd()));
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(database.collection("monarch_migrations").find(new Document("_id", "5_reversible")).first())
				.isEqualTo(before);
		}
	}

	@Test
	void migrateWhenAllAppliedCreatesNoBeanAndTakesNoLock(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Counting.class)) {
			int before = Counting.created.get();
			harness.migrate(environment);
			assertThat(Counting.created).hasValue(before + 1);
		}
		Document lock = database.collection(MonarchCollections.LOCK).find().first();
		try (MigrationHarness harness = new MigrationHarness(Counting.class)) {
			int before = Counting.created.get();
			assertThat(harness.migrate(environment).applied()).isEmpty();
			assertThat(Counting.created).hasValue(before);
			assertThat(harness.heard).isEmpty();
		}
		assertThat(database.collection(MonarchCollections.LOCK).find().first()).isEqualTo(lock);
	}

	@Test
	void migrateWhenOneFailsRecordsItAndRunsNothingAfterIt(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Failing.class, Second.class)) {
			MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
					() -> harness.migrate(environment));
			assertThat(failure).hasMessageContaining("2_failing")
				.hasMessageContaining("IllegalStateException: boom")
				.hasMessageContaining("test");
			assertThat(failure.action()).contains("migrate-one 2_failing test", "mark 2_failing test")
				.doesNotContain("rollback");
			assertThat(failure.kind()).isEqualTo(Kind.FAILED);
			assertThat(failure.result().applied()).extracting(Applied::id).containsExactly("1_first");
			assertThat(failure.result().pending()).containsExactly("10_second");
			assertThat(harness.status("2_failing", environment).state()).isEqualTo(MigrationState.FAILED);
			assertThat(harness.status("2_failing", environment).error())
				.startsWith("IllegalStateException: boom (MigrationRunnerIntegrationTests.java:");
			assertThat(harness.status("10_second", environment).state()).isEqualTo(MigrationState.NEW);
			assertThat(harness.events).last().isInstanceOf(MigrationFailedEvent.class);
		}
		int calls = Failing.calls.get();
		try (MigrationHarness harness = new MigrationHarness(First.class, Failing.class, Second.class)) {
			MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
					() -> harness.migrate(environment));
			assertThat(failure).hasMessageContaining("failed before").hasMessageContaining("boom");
			assertThat(failure.result().pending()).containsExactly("10_second");
		}
		assertThat(Failing.calls).hasValue(calls);
	}

	@Test
	void migrateWhenFailedOneIsRestartableRunsItAgain(TestDatabase database) {
		Environment environment = database.environment();
		FailingOnce.fail = true;
		try (MigrationHarness harness = new MigrationHarness(FailingOnce.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.satisfies((ex) -> assertThat(ex.action()).contains("runs again automatically"));
			FailingOnce.fail = false;
			assertThat(harness.migrate(environment).applied()).hasSize(1);
			assertThat(harness.status("3_once", environment).error()).isNull();
		}
	}

	@Test
	void migrateWhenTransactionalFailsLeavesNothingAndRunsAgain(TestDatabase database) {
		Environment environment = database.environment();
		database.database().createCollection("dogs");
		Transactional.fail = true;
		try (MigrationHarness harness = new MigrationHarness(Transactional.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment));
			assertThat(database.collection("dogs").countDocuments()).isZero();
			assertThat(harness.status("4_transactional", environment).state()).isEqualTo(MigrationState.FAILED);
			Transactional.fail = false;
			harness.migrate(environment);
			assertThat(database.collection("dogs").countDocuments()).isEqualTo(2);
			assertThat(harness.status("4_transactional", environment).state()).isEqualTo(MigrationState.COMPLETED);
		}
	}

	@Test
	void rollbackWhenThereIsOneUndoesAndIsPendingAgain(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Reversible.class)) {
			harness.migrate(environment);
			assertThat(database.collection("toys").countDocuments()).isEqualTo(1);
			assertThat(harness.runner.rollback("5_reversible", environment, harness).state())
				.isEqualTo(MigrationState.ROLLED_BACK);
			assertThat(database.collection("toys").countDocuments()).isZero();
			assertThat(harness.runner.migrations().dryRun(environment).pending()).containsExactly("5_reversible");
			harness.migrate(environment);
			assertThat(database.collection("toys").countDocuments()).isEqualTo(1);
		}
	}

	@Test
	void rollbackWhenNotAppliedOrThereIsNoneFails(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Reversible.class)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.rollback("5_reversible", environment, harness))
				.withMessageContaining("'5_reversible' is not applied");
			harness.migrate(environment);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.rollback("1_first", environment, harness))
				.withMessageContaining("has no rollback");
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.COMPLETED);
		}
	}

	@Test
	void rollbackWhenItThrowsIsFailedAndBlocksUntilAPersonDecides(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(FailingRollback.class)) {
			harness.migrate(environment);
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.runner.rollback("6_failing_rollback", environment, harness))
				.withMessageContaining("The rollback of migration '6_failing_rollback' failed")
				.satisfies((ex) -> assertThat(ex.action()).contains("mark 6_failing_rollback test")
					.doesNotContain("automatically"));
			// Restartable speaks of running it again, not of a rollback half done.
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("The rollback of migration '6_failing_rollback' failed before");
			harness.runner.mark("6_failing_rollback", environment, MigrationState.COMPLETED);
			assertThat(harness.migrate(environment).applied()).isEmpty();
		}
	}

	@Test
	void migrateOneRunsItWhateverItsState(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Second.class)) {
			MigrationResult result = harness.runner.migrateOne("10_second", environment, harness);
			assertThat(result.applied()).extracting(Applied::id).containsExactly("10_second");
			assertThat(result.pending()).containsExactly("1_first");
			harness.runner.migrateOne("1_first", environment, harness);
			harness.runner.migrateOne("1_first", environment, harness);
			assertThat(database.collection("dogs").countDocuments()).isEqualTo(2);
		}
	}

	@Test
	void migrateOneWhenItFailsNamesWhatElseIsPending(TestDatabase database) {
		Environment environment = database.environment();
		FailingOnce.fail = true;
		try (MigrationHarness harness = new MigrationHarness(First.class, FailingOnce.class, Second.class)) {
			MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
					() -> harness.runner.migrateOne("3_once", environment, harness));
			assertThat(failure.result().failed()).isNotNull();
			assertThat(failure.result().pending()).containsExactly("1_first", "10_second");
		}
	}

	@Test
	void markChangesTheRecordAlone(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			assertThat(harness.runner.mark("1_first", environment, MigrationState.COMPLETED).state())
				.isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.migrate(environment).applied()).isEmpty();
			assertThat(harness.runner.mark("1_first", environment, MigrationState.NEW).state())
				.isEqualTo(MigrationState.NEW);
			assertThat(harness.migrate(environment).applied()).hasSize(1);
			assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
		}
		try (MigrationHarness harness = new MigrationHarness(Second.class)) {
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.MISSING);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.mark("10_secnd", environment, MigrationState.COMPLETED))
				.withMessageContaining("Did you mean '10_second'?");
			harness.runner.mark("1_first", environment, MigrationState.NEW);
			assertThat(harness.runner.migrations().list(environment)).extracting(MigrationStatus::id)
				.containsExactly("10_second");
		}
	}

	@Test
	void migrateWhenOlderThanLastAppliedFollowsThePolicy(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Second.class)) {
			harness.migrate(environment);
		}
		MigrationSettings ignoring = new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.IGNORE,
				Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (MigrationHarness harness = new MigrationHarness(ignoring, First.class, Second.class)) {
			assertThat(harness.migrate(environment).applied()).isEmpty();
		}
		MigrationSettings failing = new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.FAIL,
				Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (MigrationHarness harness = new MigrationHarness(failing, First.class, Second.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("'1_first' is older than the last one applied");
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.NEW);
		}
		try (MigrationHarness harness = new MigrationHarness(First.class, Second.class)) {
			assertThat(harness.migrate(environment).applied()).hasSize(1);
			assertThat(harness.heard).first().asString().contains("warned", "1_first");
		}
	}

	@Test
	void migrateWhenLimitedToOtherEnvironmentsLeavesItOut(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Elsewhere.class)) {
			assertThat(harness.migrate(environment).applied()).hasSize(1);
			assertThat(harness.runner.migrations().list(environment)).extracting(MigrationStatus::id)
				.containsExactly("1_first");
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.migrateOne("7_elsewhere", environment, harness))
				.withMessageContaining("is not for environment 'test' but for staging");
		}
	}

	@Test
	void migrateWhenMigrationDropsTheHistoryFailsAndRestoresIt(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			harness.migrate(environment);
		}
		List<Document> before = database.collection("monarch_migrations").find().into(new ArrayList<>());
		try (MigrationHarness harness = new MigrationHarness(First.class, DroppingHistory.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("8_dropping_history")
				.withMessageContaining("did the migration delete it?");
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.status("8_dropping_history", environment).state()).isEqualTo(MigrationState.FAILED);
		}
		assertThat(database.collection("monarch_migrations").find(new Document("_id", "1_first")).first())
			.isEqualTo(before.get(0));
	}

	@Test
	void migrateWhenMigrationDropsTheHistoryForgetsNothingOfTheSameRun(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, DroppingHistory.class, Second.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("8_dropping_history");
			assertThat(harness.status("1_first", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.status("8_dropping_history", environment).state()).isEqualTo(MigrationState.FAILED);
			assertThat(harness.status("10_second", environment).state()).isEqualTo(MigrationState.NEW);
		}
	}

	@Test
	void migrateWhenInterruptedRecordsItAndStaysInterrupted(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Interrupted.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("InterruptedException");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(harness.status("9_interrupted", environment).state()).isEqualTo(MigrationState.FAILED);
			assertThat(MigrationHarness.FAST_LOCKS.holder(environment)).isEmpty();
		}
	}

	@Test
	void migrateWhenBeanCannotBeCreatedRunsNothingOfItAndNamesTheReason(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Uncreatable.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("The bean of migration '11_uncreatable' cannot be created")
				.withMessageContaining("no collaborator");
			assertThat(harness.status("11_uncreatable", environment).state()).isEqualTo(MigrationState.NEW);
		}
	}

	@Test
	void migrateWhenBeanSpeaksToTheApplicationsDatabaseRefuses(TestDatabase database) {
		Environment environment = database.environment();
		ApplicationMongo.client = database.client();
		try (MigrationHarness harness = new MigrationHarness(WithTemplate.class, Indirect.class,
				ApplicationMongo.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("'12_with_template' uses the bean 'mongoTemplate'");
			assertThat(harness.status("12_with_template", environment).state()).isEqualTo(MigrationState.NEW);
		}
	}

	@Test
	void migrateWhenHistoryIsOfANewerVersionRefuses(TestDatabase database) {
		Environment environment = database.environment();
		database.collection("monarch_migrations")
			.insertOne(new Document("_id", "0_future").append("state", "COMPLETED").append("format", 2));
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("'0_future'")
				.withMessageContaining("newer version of Monarch")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT));
		}
		assertThat(database.collection("dogs").countDocuments()).isZero();
	}

	@Test
	void migrateWhenHistoryIsMalformedRefuses(TestDatabase database) {
		Environment environment = database.environment();
		database.collection("monarch_migrations").insertOne(new Document("_id", "1_first").append("state", "DONE"));
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("'1_first'")
				.withMessageContaining("malformed")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT));
		}
	}

	@Test
	void contextGivesTemplateDatabaseAndEnvironment(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Indexing.class)) {
			harness.migrate(environment);
		}
		assertThat(database.collection("dogs").listIndexes().map((index) -> index.getString("name")))
			.contains("owner_1");
		assertThat(database.collection("seen").find().first()).containsEntry("environment", "test")
			.containsEntry("database", database.name());
	}

	static class ThrowingAtTheEnd implements MigrationListener {

		@Override
		public void applied(Environment environment, String id, Duration duration) {
			throw new IllegalStateException("of the listener");
		}

	}

	@Migration(id = "1_first", description = "Says hello")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.say("hello");
			context.database().getCollection("dogs").insertOne(new Document("name", "Rex"));
		}

	}

	@Migration("10_second")
	static class Second implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.progress(1, 2);
		}

	}

	@Migration("1_counting")
	static class Counting implements MongoMigration {

		static final AtomicInteger created = new AtomicInteger();

		Counting() {
			created.incrementAndGet();
		}

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("2_failing")
	static class Failing implements MongoMigration {

		static final AtomicInteger calls = new AtomicInteger();

		@Override
		public void migrate(MigrationContext context) {
			calls.incrementAndGet();
			throw new IllegalStateException("boom");
		}

	}

	@Migration(id = "3_once", restartable = true)
	static class FailingOnce implements MongoMigration {

		static volatile boolean fail;

		@Override
		public void migrate(MigrationContext context) throws Exception {
			if (fail) {
				throw new Exception("checked");
			}
		}

	}

	@Migration(id = "4_transactional", transactional = true)
	static class Transactional implements MongoMigration {

		static volatile boolean fail;

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
			context.database().getCollection("dogs").insertOne(new Document("name", "Fido"));
			if (fail) {
				throw new IllegalStateException("boom");
			}
		}

	}

	@Migration("5_reversible")
	static class Reversible implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "ball"), "toys");
		}

		@Override
		public void rollback(MigrationContext context) {
			context.mongo().dropCollection("toys");
		}

	}

	@Migration(id = "6_failing_rollback", restartable = true)
	static class FailingRollback implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

		@Override
		public void rollback(MigrationContext context) {
			throw new IllegalStateException("cannot go back");
		}

	}

	@Migration(id = "7_elsewhere", environments = "staging")
	static class Elsewhere implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new AssertionError("runs on the wrong environment");
		}

	}

	@Migration("8_dropping_history")
	static class DroppingHistory implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().dropCollection("monarch_migrations");
		}

	}

	@Migration("9_interrupted")
	static class Interrupted implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			Thread.currentThread().interrupt();
			Thread.sleep(10_000);
		}

	}

	@Migration("11_uncreatable")
	static class Uncreatable implements MongoMigration {

		Uncreatable() {
			throw new IllegalArgumentException("no collaborator");
		}

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	static class ApplicationMongo {

		static MongoClient client;

		@Bean
		MongoTemplate mongoTemplate() {
			return new MongoTemplate(client, "elsewhere");
		}

	}

	static class Indirect {

		@Autowired
		MongoTemplate template;

	}

	@Migration("12_with_template")
	static class WithTemplate implements MongoMigration {

		WithTemplate(Indirect indirect) {
		}

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("13_indexing")
	static class Indexing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().indexOps("dogs").createIndex(new Index("owner", Sort.Direction.ASC));
			context.mongo()
				.insert(new Document("environment", context.environment().name()).append("database",
						context.database().getName()), "seen");
		}

	}

}
