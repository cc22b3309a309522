package io.monarch.sample;

import java.nio.file.Files;
import java.nio.file.Path;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the application and its migrations on a MongoDB of its user.
 */
@RealMongo
class SampleApplicationIntegrationTests {

	@TempDir
	private Path data;

	@EverySpringBoot
	@Test
	void startWhenAServerIsConfiguredUsesThatAlone(TestDatabase database) {
		Path unused = this.data.resolve("unused");
		try (StartedSample sample = StartedSample.start("spring.mongodb.uri=" + database.uri(),
				"sample.data=" + unused)) {
			assertThat(sample.states()).hasSize(7);
			assertThat(sample.states()).values().containsOnly(MigrationState.COMPLETED);
			assertThat(database.collection("dogs").countDocuments()).isEqualTo(3000);
			assertThat(sample.environments().all()).extracting(Environment::name).containsExactly("application");
			assertThat(sample.context.getEnvironment().getProperty("monarch.migration.transactions")).isNull();
			assertThat(Files.exists(unused)).isFalse();
		}
	}

	@Test
	void createDogsWhenInterruptedGoesOnAndKeepsWhatIsThere(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", "dog-7").append("name", "Hers"));
		try (StartedSample sample = start(database)) {
			sample.migrateOne(StartedSample.CREATE);
			sample.migrateOne(StartedSample.CREATE);
			assertThat(sample.count("dogs")).isEqualTo(3000);
			assertThat(sample.countOf("dogs", "name", "Hers")).isOne();
		}
	}

	@Test
	void indexCanBeBuiltAgainAndRolledBack(TestDatabase database) {
		try (StartedSample sample = start(database)) {
			sample.migrateOne(StartedSample.INDEX);
			sample.migrateOne(StartedSample.INDEX);
			assertThat(sample.indexes("dogs")).contains("by_owner");
			assertThat(sample.rollback(StartedSample.INDEX)).isEqualTo(MigrationState.ROLLED_BACK);
			assertThat(sample.indexes("dogs")).doesNotContain("by_owner");
		}
	}

	@Test
	void renameGoesOnWhereItWasInterruptedAndRollsBack(TestDatabase database) {
		try (StartedSample sample = start(database)) {
			sample.migrateOne(StartedSample.CREATE);
			database.collection("dogs")
				.updateMany(new Document("type", "Good"), new Document("$rename", new Document("race", "breed")));
			sample.migrateOne(StartedSample.RENAME);
			assertThat(sample.countWith("dogs", "race")).isZero();
			assertThat(sample.countWith("dogs", "breed")).isEqualTo(3000);
			sample.rollback(StartedSample.RENAME);
			assertThat(sample.countWith("dogs", "race")).isEqualTo(3000);
		}
	}

	@Test
	void payWhenAnOwnerCannotPayChangesNothing(TestDatabase database) {
		try (StartedSample sample = start(database)) {
			sample.migrateOne(StartedSample.CREATE);
			setBalance(database, 1);
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> sample.migrateOne(StartedSample.PAY))
				.withMessageContaining("1 of 1000 owners");
			assertThat(sample.states()).containsEntry(StartedSample.PAY, MigrationState.FAILED);
			assertThat(sample.sum("owners", "balance")).isEqualTo(999 * 500 + 1);
			assertThat(sample.countWith("dog_houses", "due")).isEqualTo(2000);
			setBalance(database, 500);
			sample.migrateOne(StartedSample.PAY);
			assertThat(sample.states()).containsEntry(StartedSample.PAY, MigrationState.COMPLETED);
			assertThat(sample.sum("owners", "balance") + sample.sum("dog_houses", "paid")).isEqualTo(500_000);
			assertThat(sample.countWith("dog_houses", "due")).isZero();
		}
	}

	@Test
	void paintCanBeRolledBack(TestDatabase database) {
		try (StartedSample sample = start(database)) {
			sample.migrateOne(StartedSample.CREATE);
			sample.migrateOne(StartedSample.PAINT);
			assertThat(sample.countOf("dog_houses", "color", "red")).isZero();
			assertThat(sample.rollback(StartedSample.PAINT)).isEqualTo(MigrationState.ROLLED_BACK);
			assertThat(sample.countOf("dog_houses", "color", "red")).isEqualTo(500);
			assertThat(sample.countWith("dog_houses", "formerColor")).isZero();
		}
	}

	@Test
	void splitContinuesAfterADocumentThatCannotBeChanged(TestDatabase database) {
		try (StartedSample sample = start(database)) {
			sample.migrateOne(StartedSample.CREATE);
			setName(database, 4711);
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> sample.migrateOne(StartedSample.SPLIT))
				.withMessageContaining("{\"_id\": \"owner-3\"}");
			assertThat(sample.countWith("owners", "lastName")).isBetween(1L, 999L);
			setName(database, "Owner 3");
			sample.migrateOne(StartedSample.SPLIT);
			assertThat(sample.countWith("owners", "lastName")).isEqualTo(1000);
			assertThat(sample.countWith("owners", "firstName")).isEqualTo(1000);
			sample.migrateOne(StartedSample.SPLIT);
			assertThat(sample.countOf("owners", "lastName", "3")).isOne();
		}
	}

	@Test
	void querySetsPickFromARealServer(TestDatabase database) {
		try (TestDatabase target = TestDatabase.create();
				StartedSample sample = StartedSample.start("monarch.migration.trigger=none",
						"spring.main.web-application-type=none", "spring.mongodb.uri=" + database.uri(),
						"monarch.environments.production.uri=" + database.uri(),
						"monarch.environments.production.protection=guarded",
						"monarch.environments.development.uri=" + target.uri())) {
			sample.assertThatQuerySetsPick();
		}
	}

	@Test
	void puppiesAreForDevelopmentOnly(TestDatabase database) {
		try (StartedSample sample = StartedSample.start("spring.mongodb.uri=" + database.uri(),
				"monarch.environment=development", "monarch.environments.development.uri=" + database.uri())) {
			Environment development = sample.environments().get("development");
			assertThat(sample.runner().migrations().list(development)).extracting(MigrationStatus::id)
				.hasSize(8)
				.contains(StartedSample.PUPPIES);
			assertThat(sample.count("dogs")).isEqualTo(3003);
		}
	}

	private static void setBalance(TestDatabase database, int balance) {
		database.collection("owners")
			.updateOne(new Document("_id", "owner-3"), new Document("$set", new Document("balance", balance)));
	}

	private static void setName(TestDatabase database, Object name) {
		database.collection("owners")
			.updateOne(new Document("_id", "owner-3"), new Document("$set", new Document("name", name)));
	}

	private static StartedSample start(TestDatabase database) {
		return StartedSample.start("spring.mongodb.uri=" + database.uri(), "monarch.migration.trigger=none",
				"spring.main.web-application-type=none");
	}

}
