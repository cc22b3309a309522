package io.monarch.migration;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for runs that are interrupted when a migration has already succeeded.
 */
@RealMongo
class MigrationInterruptionIntegrationTests {

	@AfterEach
	void forgetTheInterruption() {
		boolean unused = Thread.interrupted();
	}

	@Test
	void migrateWhenInterruptedInTheLastCallOfOneRecordsItAndBeginsNoOther(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(EndingInterrupted.class, Later.class)) {
			assertCancelledBetweenTheTwo(harness, environment, "1_ending_interrupted");
			assertThat(harness.migrate(environment).applied()).extracting(Applied::id).containsExactly("4_later");
		}
	}

	@Test
	void migrateWhenInterruptedInTheLastCallOfTheLastOneIsDone(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(EndingInterrupted.class)) {
			assertThat(harness.migrate(environment).applied()).extracting(Applied::id)
				.containsExactly("1_ending_interrupted");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(harness.status("1_ending_interrupted", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(MigrationHarness.FAST_LOCKS.holder(environment)).isEmpty();
		}
	}

	@Test
	void migrateOneAndRollbackWhenInterruptedInTheLastCallAreDone(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(EndingInterrupted.class, Later.class)) {
			MigrationResult result = harness.runner.migrateOne("1_ending_interrupted", environment, harness);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(result.applied()).hasSize(1);
			assertThat(result.pending()).containsExactly("4_later");
			assertThat(harness.runner.rollback("1_ending_interrupted", environment, harness).state())
				.isEqualTo(MigrationState.ROLLED_BACK);
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void migrateWhenInterruptedWhileTheMigrationsAreCreatedBeginsNone(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Plain.class, CreatedInterrupted.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessage("Cancelled.");
			assertThat(Thread.interrupted()).as("still interrupted").isTrue();
			assertThat(harness.runner.migrations().list(environment)).extracting(MigrationStatus::state)
				.containsExactly(MigrationState.NEW, MigrationState.NEW);
			assertThat(harness.heard).isEmpty();
			assertThat(MigrationHarness.FAST_LOCKS.holder(environment)).isEmpty();
		}
	}

	@Test
	void migrateWhenInterruptedWhileTheEndIsRecordedRecordsItAllTheSame(TestDatabase database) {
		AtomicBoolean interrupted = new AtomicBoolean();
		CommandListener interruption = new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				String command = event.getCommand().toString();
				if (command.contains(MonarchCollections.HISTORY) && command.contains("COMPLETED")
						&& interrupted.compareAndSet(false, true)) {
					Thread.currentThread().interrupt();
				}
			}

		};
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.addCommandListener(interruption)
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", settings, database.name(), null)), "test");
				MigrationHarness harness = new MigrationHarness(Plain.class, Later.class)) {
			assertCancelledBetweenTheTwo(harness, environments.get("test"), "2_plain");
		}
	}

	@Test
	void migrateWhenInterruptedWhenTheFirstBeginningIsWrittenBeginsNone(TestDatabase database) {
		AtomicBoolean beginning = new AtomicBoolean();
		AtomicBoolean interrupted = new AtomicBoolean();
		CommandListener interruption = new CommandListener() {

			@Override
			public void commandStarted(CommandStartedEvent event) {
				String command = event.getCommand().toString();
				if (command.contains(MonarchCollections.HISTORY) && command.contains("PROCESSING")) {
					beginning.set(true);
				}
			}

			@Override
			public void commandSucceeded(CommandSucceededEvent event) {
				if (beginning.get() && event.getCommandName().equals("commitTransaction")
						&& interrupted.compareAndSet(false, true)) {
					Thread.currentThread().interrupt();
				}
			}

		};
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.addCommandListener(interruption)
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", settings, database.name(), null)), "test");
				MigrationHarness harness = new MigrationHarness(Plain.class)) {
			Environment environment = environments.get("test");
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessage("Cancelled.");
			assertThat(interrupted).as("interrupted while it began").isTrue();
			assertThat(Thread.interrupted()).as("still interrupted").isTrue();
			assertThat(harness.status("2_plain", environment).state()).isEqualTo(MigrationState.NEW);
			assertThat(harness.heard).isEmpty();
			assertThat(harness.migrate(environment).applied()).extracting(Applied::id).containsExactly("2_plain");
		}
	}

	/**
	 * Run two migrations, and check that the first is done and the other was not begun.
	 */
	private static void assertCancelledBetweenTheTwo(MigrationHarness harness, Environment environment, String first) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(environment))
			.withMessage("Cancelled.")
			.satisfies((ex) -> assertThat(ex.action()).contains("no other migration was started"));
		assertThat(Thread.interrupted()).as("still interrupted").isTrue();
		assertThat(harness.runner.migrations().list(environment)).extracting(MigrationStatus::state)
			.containsExactly(MigrationState.COMPLETED, MigrationState.NEW);
		assertThat(harness.heard).containsExactly("started " + first, "applied " + first);
		assertThat(MigrationHarness.FAST_LOCKS.holder(environment)).isEmpty();
	}

	@Migration("1_ending_interrupted")
	static class EndingInterrupted implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").createIndex(new Document("name", 1));
			// The driver does not look at it while it waits for the server's answer.
			Thread.currentThread().interrupt();
		}

		@Override
		public void rollback(MigrationContext context) {
			context.database().getCollection("dogs").dropIndexes();
			Thread.currentThread().interrupt();
		}

	}

	@Migration("2_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("3_created_interrupted")
	static class CreatedInterrupted extends Plain {

		CreatedInterrupted() {
			Thread.currentThread().interrupt();
		}

	}

	@Migration("4_later")
	static class Later extends Plain {

	}

}
