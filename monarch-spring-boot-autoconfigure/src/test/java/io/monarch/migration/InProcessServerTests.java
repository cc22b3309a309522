package io.monarch.migration;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.batch.Batches;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationResult.Applied;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what the sample needs of mongo-java-server, which has no transactions.
 */
class InProcessServerTests {

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private Environments environments;

	private Environment environment;

	private MongoClient client;

	@BeforeEach
	void start() {
		String uri = this.server.bindAndGetConnectionString();
		this.client = MongoClients.create(uri);
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(uri))
			.build();
		this.environments = Environments.of(List.of(new EnvironmentSettings("test", settings, "dogs", null)), "test");
		this.environment = this.environments.get("test");
	}

	@AfterEach
	void stop() {
		this.environments.close();
		this.client.close();
		this.server.shutdownNow();
	}

	@Test
	void migrateRunsRecordsAndReleasesTheLock() {
		try (MigrationHarness harness = new MigrationHarness(MigrationRunnerIntegrationTests.First.class,
				MigrationRunnerIntegrationTests.Reversible.class)) {
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id)
				.containsExactly("1_first", "5_reversible");
			assertThat(harness.migrate(this.environment).applied()).isEmpty();
			MigrationStatus status = harness.status("1_first", this.environment);
			assertThat(status.state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(status.startedAt()).isNotNull();
			assertThat(status.finishedAt()).isNotNull();
			assertThat(MigrationHarness.FAST_LOCKS.holder(this.environment)).isEmpty();
			harness.runner.rollback("5_reversible", this.environment, harness);
			assertThat(harness.migrate(this.environment).applied()).hasSize(1);
			harness.runner.mark("1_first", this.environment, MigrationState.NEW);
			harness.runner.migrateOne("1_first", this.environment, harness);
		}
		Document lock = this.client.getDatabase("dogs").getCollection("monarch_lock").find().first();
		assertThat(lock).containsEntry("token", 5L);
	}

	@Test
	void batchMigrationThatIsNotRestartableIsRefused() {
		try (MigrationHarness harness = new MigrationHarness(Batch.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(this.environment))
				.withMessageContaining("no transactions")
				.matches((failure) -> failure.action().contains("restartable = true"));
		}
	}

	@Test
	void batchMigrationThatIsRestartableChangesEachDocument() {
		MongoCollection<Document> dogs = this.client.getDatabase("dogs").getCollection("dogs");
		for (int i = 0; i < 250; i++) {
			dogs.insertOne(new Document("_id", i).append("n", 0));
		}
		try (MigrationHarness harness = new MigrationHarness(RestartableBatch.class)) {
			assertThat(harness.migrate(this.environment).applied()).hasSize(1);
		}
		assertThat(dogs.countDocuments(new Document("n", 1))).isEqualTo(250);
		dogs.insertOne(new Document("_id", "text").append("n", 0));
		try (MigrationHarness harness = new MigrationHarness(RestartableBatch.class)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.migrateOne("1_batch", this.environment, harness))
				.withMessageContaining("_ids of different types");
		}
	}

	@Test
	void batchMigrationCanBeTested() {
		List<Document> dogs = List.of(new Document("_id", 1).append("n", 0), new Document("_id", 2).append("n", 0),
				new Document("_id", 3).append("n", 0));
		BatchMigrationTester tester = BatchMigrationTester.on(new MongoTemplate(this.client, "dogs"));
		assertThat(tester.run(new RestartableBatch(), dogs)).hasSize(3).allMatch((dog) -> dog.getInteger("n") == 1);
		assertThat(tester.repeatingBatches().run(new RestartableBatch(), dogs)).hasSize(3)
			.allMatch((dog) -> dog.getInteger("n") == 2);
		assertThat(this.client.listDatabaseNames()).noneMatch((name) -> name.startsWith("monarch_test_"));
	}

	@Test
	void migrateWhenTransactionalFollowsThePolicy() {
		MigrationRunnerIntegrationTests.Transactional.fail = false;
		try (MigrationHarness harness = new MigrationHarness(MigrationRunnerIntegrationTests.Transactional.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(this.environment))
				.withMessageContaining("'4_transactional' is transactional")
				.withMessageContaining("has no transactions");
			assertThat(harness.status("4_transactional", this.environment).state()).isEqualTo(MigrationState.NEW);
		}
		MigrationSettings lenient = new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.RUN,
				Transactions.IF_AVAILABLE, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (MigrationHarness harness = new MigrationHarness(lenient,
				MigrationRunnerIntegrationTests.Transactional.class)) {
			assertThat(harness.migrate(this.environment).applied()).hasSize(1);
			assertThat(harness.heard).first().asString().contains("without a transaction");
		}
	}

	@Migration("1_batch")
	static class Batch implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("dogs").size(20).threads(4).update(Updates.inc("n", 1));
		}

	}

	@Migration(id = "1_batch", restartable = true)
	static class RestartableBatch extends Batch {

	}

}
