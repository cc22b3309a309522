package io.monarch.migration;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link MigrationRunner} on a server without transactions.
 */
@EveryServer
class MigrationStandaloneIntegrationTests {

	private static TestStandalone server;

	private TestDatabase database;

	@BeforeAll
	static void start() {
		server = TestStandalone.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void create() {
		this.database = TestDatabase.on(server.uri(""));
	}

	@AfterEach
	void drop() {
		this.database.close();
	}

	@Test
	void migrateWhenOneIsTransactionalRefusesBeforeAnythingRuns() {
		Environment environment = this.database.environment();
		try (MigrationHarness harness = new MigrationHarness(Plain.class, Transactional.class)) {
			MonarchException failure = catchThrowableOfType(MonarchException.class, () -> harness.migrate(environment));
			assertThat(failure).hasMessageContaining("'2_transactional' is transactional")
				.hasMessageContaining(environment.description());
			assertThat(failure.action()).contains("replica set", "monarch.migration.transactions=if-available");
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(harness.runner.migrations().list(environment)).extracting(MigrationStatus::state)
				.containsOnly(MigrationState.NEW);
			assertThat(MigrationHarness.FAST_LOCKS.holder(environment)).isEmpty();
		}
		assertThat(this.database.collection("dogs").countDocuments()).isZero();
	}

	@Test
	void migrateWhenTransactionsAreNotRequiredRunsWithoutAndSaysSo() {
		Environment environment = this.database.environment();
		MigrationSettings settings = new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.RUN,
				Transactions.IF_AVAILABLE, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (MigrationHarness harness = new MigrationHarness(settings, Plain.class, Transactional.class)) {
			assertThat(harness.migrate(environment).applied()).extracting(Applied::id)
				.containsExactly("1_plain", "2_transactional");
			assertThat(harness.heard).first().asString().contains("warned", "2_transactional", "without a transaction");
		}
		assertThat(this.database.collection("monarch_migrations").find(new Document("_id", "2_transactional")).first())
			.containsEntry("transactional", false);
	}

	@Test
	void migrateWhenMigrationDropsTheHistoryFailsThatOneAndBeginsNoOther() {
		Environment environment = this.database.environment();
		try (MigrationHarness harness = new MigrationHarness(Plain.class, DroppingHistory.class, Last.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("3_dropping_history");
			assertThat(harness.status("1_plain", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.status("3_dropping_history", environment).state()).isEqualTo(MigrationState.FAILED);
			assertThat(harness.status("4_last", environment).state()).isEqualTo(MigrationState.NEW);
		}
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
	}

	@Test
	void migrateWhenTheBeginningOfOneCannotBeRecordedDoesNotRunIt() {
		CommandListener failure = new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				if (event.getCommandName().equals("update") && event.getCommand().toString().contains("4_last")) {
					failNextWriteOfTheHistory();
				}
			}

		};
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(this.database.uri()))
			.addCommandListener(failure)
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", settings, this.database.name(), null)), "test");
				MigrationHarness harness = new MigrationHarness(Plain.class, Last.class)) {
			Environment environment = environments.get("test");
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("failCommand");
			assertThat(harness.heard).containsExactly("started 1_plain", "applied 1_plain");
			assertThat(harness.runner.migrations().list(environment)).extracting(MigrationStatus::state)
				.containsExactly(MigrationState.COMPLETED, MigrationState.NEW);
		}
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
	}

	private void failNextWriteOfTheHistory() {
		this.database.client()
			.getDatabase("admin")
			.runCommand(new Document("configureFailPoint", "failCommand").append("mode", new Document("times", 1))
				.append("data", new Document("failCommands", List.of("update")).append("errorCode", 8000)
					.append("namespace", this.database.name() + "." + MonarchCollections.HISTORY)));
	}

	private static void insert(MigrationContext context) {
		context.mongo().insert(new Document("name", "Rex"), "dogs");
	}

	@Migration("1_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			insert(context);
		}

	}

	@Migration(id = "2_transactional", transactional = true)
	static class Transactional implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			insert(context);
		}

	}

	@Migration("3_dropping_history")
	static class DroppingHistory implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().dropCollection("monarch_migrations");
		}

	}

	@Migration("4_last")
	static class Last implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			insert(context);
		}

	}

}
