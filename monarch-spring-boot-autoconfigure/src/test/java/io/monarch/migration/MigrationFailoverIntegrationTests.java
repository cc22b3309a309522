package io.monarch.migration;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.monarch.lock.LockSettings;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the primary away while migrations run.
 */
@LongTest
class MigrationFailoverIntegrationTests {

	private static final MigrationSettings SETTINGS = new MigrationSettings(
			TestLocks.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(1),
					Duration.ofSeconds(20))),
			OutOfOrder.RUN, Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);

	private static TestReplicaSet replicaSet;

	private static volatile CountDownLatch midway = new CountDownLatch(1);

	@BeforeAll
	static void start() {
		replicaSet = TestReplicaSet.start(3);
	}

	@AfterAll
	static void stop() {
		replicaSet.close();
	}

	@Test
	void stepDownInTheMiddleOfAMigrationTheRunCompletes() throws Exception {
		run(replicaSet::stepDown);
	}

	@Test
	void primaryKilledInTheMiddleOfAMigrationTheRunCompletes() throws Exception {
		run(() -> replicaSet.restart(replicaSet.killPrimary()));
	}

	private static void run(Runnable fault) throws Exception {
		midway = new CountDownLatch(1);
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try (TestDatabase database = TestDatabase.on(replicaSet.uri());
				MigrationHarness harness = new MigrationHarness(SETTINGS, Slow.class, SlowTransactional.class)) {
			database.database().createCollection("effects");
			Future<MigrationResult> result = executor.submit(() -> harness.migrate(database.environment()));
			assertThat(midway.await(60, TimeUnit.SECONDS)).isTrue();
			fault.run();
			assertThat(result.get(120, TimeUnit.SECONDS).applied()).hasSize(2);
			assertThat(database.collection("effects").countDocuments(new Document("migration", "slow"))).isEqualTo(200);
			assertThat(database.collection("effects").countDocuments(new Document("migration", "transactional")))
				.isEqualTo(50);
		}
		finally {
			executor.shutdown();
		}
	}

	@Migration("1_slow")
	static class Slow implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			for (int i = 0; i < 200; i++) {
				context.mongo().insert(new Document("migration", "slow").append("i", i), "effects");
				Thread.sleep(10);
				if (i == 50) {
					midway.countDown();
				}
			}
		}

	}

	/**
	 * Long enough that it is under way when the fault of the first one is over.
	 */
	@Migration(id = "2_transactional", transactional = true)
	static class SlowTransactional implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			for (int i = 0; i < 50; i++) {
				context.mongo().insert(new Document("migration", "transactional").append("i", i), "effects");
				Thread.sleep(10);
			}
		}

	}

}
