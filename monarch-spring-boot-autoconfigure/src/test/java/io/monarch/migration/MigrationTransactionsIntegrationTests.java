package io.monarch.migration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what transactional migrations may do, and for what they ask of a server.
 */
@EveryServer
@RealMongo
class MigrationTransactionsIntegrationTests {

	@Test
	void migrateWhenTransactionalCreatesCollectionsAndIndexes(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Creating.class)) {
			assertThat(harness.migrate(database.environment()).applied()).extracting(Applied::id)
				.containsExactly("1_creating");
		}
		assertThat(database.database().listCollectionNames()).contains("implicit", "explicit");
		assertThat(database.collection("explicit").listIndexes()).extracting((index) -> index.get("name"))
			.contains("name_1");
		assertThat(database.collection("implicit").countDocuments()).isOne();
	}

	@Test
	void transactionThatIsOpenWhileTheLockIsRenewedCommitsInItsFirstAttempt(TestDatabase database) {
		Slow.attempts.set(0);
		try (MigrationHarness harness = new MigrationHarness(Slow.class)) {
			assertThat(harness.migrate(database.environment()).applied()).hasSize(1);
		}
		assertThat(Slow.attempts).hasValue(1);
		assertThat(database.collection("slow").countDocuments()).isOne();
	}

	@Test
	void migrateWhenTransactionalFailsLeavesNoCollection(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(CreatingAndFailing.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()));
			assertThat(harness.status("2_failing", database.environment()).state()).isEqualTo(MigrationState.FAILED);
		}
		assertThat(database.database().listCollectionNames()).doesNotContain("implicit", "explicit");
	}

	@Test
	void migrateCreatesTheHistoryBeforeTheFirstTransactionAndAsksForNoSnapshot(TestDatabase database) {
		Sent sent = new Sent();
		try (Environments environments = sent.environments(database);
				MigrationHarness harness = new MigrationHarness(Creating.class)) {
			harness.migrate(environments.get("test"));
		}
		List<BsonDocument> history = sent.to(MonarchCollections.HISTORY);
		BsonDocument create = history.stream()
			.filter((command) -> command.containsKey("create"))
			.findFirst()
			.orElseThrow();
		assertThat(create).doesNotContainKey("startTransaction").doesNotContainKey("txnNumber");
		BsonDocument write = history.stream()
			.filter((command) -> command.containsKey("update"))
			.findFirst()
			.orElseThrow();
		assertThat(write).containsKey("startTransaction");
		assertThat(history.indexOf(create)).isLessThan(history.indexOf(write));
		assertThat(sent.all()).filteredOn((command) -> command.containsKey("startTransaction"))
			.isNotEmpty()
			.allSatisfy((command) -> assertThat(command.getDocument("readConcern").getString("level").getValue())
				.isEqualTo("local"));
	}

	@Test
	void migrateWhenTheHistoryIsThereDoesNotCreateIt(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Plain.class)) {
			harness.migrate(database.environment());
		}
		Sent sent = new Sent();
		try (Environments environments = sent.environments(database);
				MigrationHarness harness = new MigrationHarness(Plain.class, Creating.class)) {
			harness.migrate(environments.get("test"));
		}
		assertThat(sent.to(MonarchCollections.HISTORY)).isNotEmpty()
			.noneMatch((command) -> command.containsKey("create"));
	}

	@Test
	void migrateWhenTheHistoryIsDroppedCreatesItBeforeItRecordsTheFailure(TestDatabase database) {
		Sent sent = new Sent();
		try (Environments environments = sent.environments(database);
				MigrationHarness harness = new MigrationHarness(Plain.class, DroppingHistory.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(environments.get("test")));
			assertThat(harness.status("3_dropping", environments.get("test")).state()).isEqualTo(MigrationState.FAILED);
		}
		assertThat(sent.to(MonarchCollections.HISTORY)).filteredOn((command) -> command.containsKey("create"))
			.hasSize(2);
	}

	/**
	 * What a client has sent.
	 */
	private static final class Sent implements CommandListener {

		private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();

		Environments environments(TestDatabase database) {
			MongoClientSettings settings = MongoClientSettings.builder()
				.applyConnectionString(new ConnectionString(database.uri()))
				.addCommandListener(this)
				.build();
			return Environments.of(List.of(new EnvironmentSettings("test", settings, database.name(), null)), "test");
		}

		@Override
		public void commandStarted(CommandStartedEvent event) {
			this.commands.add(event.getCommand().clone());
		}

		List<BsonDocument> all() {
			return this.commands;
		}

		List<BsonDocument> to(String collection) {
			return this.commands.stream().filter((command) -> {
				var first = command.get(command.getFirstKey());
				return first.isString() && first.asString().getValue().equals(collection);
			}).toList();
		}

	}

	private static void create(MigrationContext context) {
		context.mongo().createCollection("explicit").createIndex(new Document("name", 1));
		context.mongo().insert(new Document("name", "Rex"), "implicit");
	}

	@Migration("0_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

	@Migration(id = "1_creating", transactional = true)
	static class Creating implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			create(context);
		}

	}

	@Migration(id = "2_failing", transactional = true)
	static class CreatingAndFailing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			create(context);
			throw new IllegalStateException("on purpose");
		}

	}

	@Migration("3_dropping")
	static class DroppingHistory implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().dropCollection(MonarchCollections.HISTORY);
		}

	}

	/**
	 * Lasts for several renewals of the lock.
	 */
	@Migration(id = "1_slow", transactional = true)
	static class Slow implements MongoMigration {

		static final AtomicInteger attempts = new AtomicInteger();

		@Override
		public void migrate(MigrationContext context) throws Exception {
			attempts.incrementAndGet();
			context.mongo().insert(new Document("slow", true), "slow");
			Thread.sleep(4 * MigrationHarness.FAST_LOCKS.settings().renewalInterval().toMillis());
		}

	}

}
