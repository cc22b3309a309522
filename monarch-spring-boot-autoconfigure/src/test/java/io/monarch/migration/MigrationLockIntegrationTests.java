package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.lock.LockHeldException;
import io.monarch.lock.LockLostException;
import io.monarch.lock.LockSettings;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what becomes of a run whose lock is held by another, taken away or deleted.
 */
@EveryServer
@RealMongo
class MigrationLockIntegrationTests {

	@Test
	void migrateWhenTheLockIsTakenAwayStopsAndLeavesItToAPerson(TestDatabase database) {
		loses(database, TakingTheLockAway.class);
	}

	@Test
	void migrateWhenTheLockIsDeletedStopsAndLeavesItToAPerson(TestDatabase database) {
		loses(database, DeletingTheLock.class);
	}

	@Test
	void migrateWhenTransactionalAndTheLockIsTakenAwayCommitsNothingOfIt(TestDatabase database) {
		Environment environment = database.environment();
		database.database().createCollection("dogs");
		try (MigrationHarness harness = new MigrationHarness(Transactional.class, Later.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withCauseInstanceOf(LockLostException.class);
			assertThat(Thread.interrupted()).as("what ended the migration alone").isFalse();
			assertThat(database.collection("dogs").countDocuments()).isZero();
			assertThat(harness.status("3_transactional", environment).state()).isEqualTo(MigrationState.PROCESSING);
		}
	}

	@Test
	void migrateWhenTheLockIsHeldSaysByWhomSinceWhenAndUntilWhen(TestDatabase database) {
		Environment environment = database.environment();
		Instant until = Instant.now().plusSeconds(600);
		database.collection(MonarchCollections.LOCK)
			.insertOne(new Document("_id", "migrations").append("owner", "other-host:17:abcdef")
				.append("since", Date.from(Instant.EPOCH))
				.append("until", Date.from(until))
				.append("token", 7L)
				.append("format", 1));
		LockSettings impatient = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5),
				Duration.ofMillis(200));
		MigrationSettings settings = new MigrationSettings(TestLocks.of(impatient), OutOfOrder.RUN,
				Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (MigrationHarness harness = new MigrationHarness(settings, Later.class)) {
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("other-host:17:abcdef")
				.withMessageContaining("1970-01-01T00:00:00Z")
				.withMessageContaining(until.toString().substring(0, 19))
				.satisfies((ex) -> assertThat(ex.kind().exitCode()).isEqualTo(4))
				.satisfies((ex) -> assertThat(ex.action()).contains("monarch unlock test"));
			assertThat(harness.status("4_later", environment).state()).isEqualTo(MigrationState.NEW);
		}
	}

	private static void loses(TestDatabase database, Class<?> migration) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(migration, Later.class)) {
			TakingTheLockAway.runner = harness.runner;
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withCauseInstanceOf(LockLostException.class)
				.withMessageContaining("'test'")
				.satisfies((ex) -> assertThat(ex.result().pending()).containsExactly("4_later"));
			assertThat(Thread.interrupted()).as("what ended the migration alone").isFalse();
			String id = harness.runner.migrations().ids().get(0);
			assertThat(harness.status(id, environment).state()).isEqualTo(MigrationState.PROCESSING);
			assertThat(harness.status("4_later", environment).state()).isEqualTo(MigrationState.NEW);
			assertThat(harness.heard).contains("failed " + id).doesNotContain("started 4_later");
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("'" + id + "' was abandoned")
				.satisfies((ex) -> assertThat(ex.action()).contains("migrate-one", "mark"));
		}
	}

	/**
	 * Waits for the heartbeat to notice, as a migration does that works for long.
	 */
	private static void work(MigrationContext context) throws InterruptedException {
		for (int i = 0; i < 1000; i++) {
			Thread.sleep(100);
			context.progress(i, 1000);
		}
		throw new MonarchException(MonarchException.Kind.FAILED, "Nobody noticed.", "");
	}

	@Migration("1_taking_the_lock_away")
	static class TakingTheLockAway implements MongoMigration {

		private static MigrationRunner runner;

		@Override
		public void migrate(MigrationContext context) throws Exception {
			MigrationHarness.FAST_LOCKS.unlock(context.environment());
			work(context);
		}

	}

	@Migration("2_deleting_the_lock")
	static class DeletingTheLock implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			context.database().getCollection(MonarchCollections.LOCK).drop();
			work(context);
		}

	}

	@Migration(id = "3_transactional", transactional = true)
	static class Transactional implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
			// Not in the transaction, as another process would do it.
			MigrationHarness.FAST_LOCKS.of(context.environment()).takeAway();
		}

	}

	@Migration("4_later")
	static class Later implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new AssertionError("Nothing is to run after the lock was lost");
		}

	}

}
