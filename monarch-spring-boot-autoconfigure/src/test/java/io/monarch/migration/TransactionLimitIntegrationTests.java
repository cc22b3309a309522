package io.monarch.migration;

import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.MongoException;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for transactions that are open for longer than the server allows, and for what
 * may be tried again.
 */
class TransactionLimitIntegrationTests {

	private static final AtomicInteger runs = new AtomicInteger();

	private static final AtomicInteger conflicts = new AtomicInteger();

	private static TestReplicaSet server;

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1, "--setParameter", "transactionLifetimeLimitSeconds=1");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		runs.set(0);
		conflicts.set(0);
	}

	@Test
	void transactionThatIsOpenForTooLongRunsOnceAndTheLimitIsNamed() {
		try (TestDatabase database = TestDatabase.on(server.uri());
				MigrationHarness harness = new MigrationHarness(Endless.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("but the server ends one after 1 s")
				.withMessageContaining("transactionLifetimeLimitSeconds");
			assertThat(runs).hasValue(1);
			assertThat(harness.status("1_endless", database.environment()).state()).isEqualTo(MigrationState.FAILED);
			assertThat(database.collection("dogs").countDocuments()).isZero();
		}
	}

	@Test
	void transactionThatIsOpenForTooLongAndSwallowsItRunsOnceAndTheLimitIsNamed() {
		try (TestDatabase database = TestDatabase.on(server.uri());
				MigrationHarness harness = new MigrationHarness(EndlessAndSwallowing.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("but the server ends one after 1 s");
			assertThat(runs).hasValue(1);
		}
	}

	@Test
	void conflictThatIsWrappedOrSwallowedIsTriedAgain() {
		for (Class<?> migration : new Class<?>[] { Wrapping.class, Conflicting.class }) {
			forget();
			// On the server that all tests share, which allows a slow machine a minute.
			try (TestDatabase database = TestDatabase.create();
					MigrationHarness harness = new MigrationHarness(migration)) {
				database.collection("dogs").insertOne(new Document("_id", 1).append("n", 0));
				harness.migrate(database.environment());
				assertThat(conflicts).hasPositiveValue();
				assertThat(runs.get()).isGreaterThan(conflicts.get());
				assertThat(database.collection("dogs").find().first())
					.extracting("n", as(InstanceOfAssertFactories.INTEGER))
					.satisfies((n) -> assertThat(n % 10).isOne());
			}
		}
	}

	/**
	 * Work in the transaction until the server ends it.
	 */
	private static void workUntilItEnds(MigrationContext context) {
		context.mongo().insert(new Document("name", "Rex"), "dogs");
		while (context.mongo().getCollection("dogs").countDocuments() == 1) {
			Thread.onSpinWait();
		}
	}

	@Migration(id = "1_endless", transactional = true)
	static class Endless implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			runs.incrementAndGet();
			workUntilItEnds(context);
		}

	}

	@Migration(id = "2_endless", transactional = true)
	static class EndlessAndSwallowing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			runs.incrementAndGet();
			try {
				workUntilItEnds(context);
			}
			catch (MongoException | DataAccessException ex) {
				// as if nothing had been
			}
		}

	}

	/**
	 * Conflicts with a write of its own, past the transaction, until it has done so.
	 */
	abstract static class Conflict implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			runs.incrementAndGet();
			long before = context.database().getCollection("dogs").countDocuments();
			if (conflicts.get() == 0) {
				context.environment()
					.mongoDatabase()
					.getCollection("dogs")
					.updateOne(new Document("_id", 1), new Document("$inc", new Document("n", 10)));
			}
			try {
				context.database()
					.getCollection("dogs")
					.updateOne(new Document("_id", 1), new Document("$inc", new Document("n", (int) before)));
			}
			catch (MongoException ex) {
				conflicts.incrementAndGet();
				caught();
			}
		}

		abstract void caught();

	}

	@Migration(id = "3_wrapping", transactional = true)
	static class Wrapping extends Conflict {

		@Override
		void caught() {
			throw new IllegalStateException("the dog could not be changed");
		}

	}

	@Migration(id = "4_conflicting", transactional = true)
	static class Conflicting extends Conflict {

		@Override
		void caught() {
		}

	}

}
