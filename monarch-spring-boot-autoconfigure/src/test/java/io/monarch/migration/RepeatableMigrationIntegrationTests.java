package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for repeatable migrations and for marking many at once, on a real MongoDB.
 */
@RealMongo
class RepeatableMigrationIntegrationTests {

	@Test
	void migrationRunsAgainWhenItsVersionGrowsAndOnlyThen(TestDatabase database) {
		Environment environment = database.environment();
		for (int round = 0; round < 2; round++) {
			try (MigrationHarness harness = new MigrationHarness(First.class, Views.class)) {
				assertThat(ids(harness.migrate(environment))).hasSize((round == 0) ? 2 : 0);
			}
		}
		assertThat(record(database, "2_views")).containsEntry("version", "1").containsEntry("state", "COMPLETED");
		assertThat(record(database, "1_first")).doesNotContainKey("version");
		try (MigrationHarness harness = new MigrationHarness(First.class, NewViews.class)) {
			MigrationStatus before = harness.status("2_views", environment);
			assertThat(before.state()).isEqualTo(MigrationState.NEW);
			assertThat(before.recordedState()).isEqualTo(MigrationState.COMPLETED);
			assertThat(before.version()).isEqualTo("2");
			assertThat(before.recordedVersion()).isEqualTo("1");
			assertThat(harness.runner.migrations().dryRun(environment).pending()).containsExactly("2_views");
			assertThat(ids(harness.migrate(environment))).containsExactly("2_views");
			assertThat(harness.status("2_views", environment).state()).isEqualTo(MigrationState.COMPLETED);
			assertThat(harness.migrate(environment).applied()).isEmpty();
		}
		assertThat(record(database, "2_views")).containsEntry("version", "2");
		assertThat(
				database.collection("effects").distinct("version", new Document("migration", "2_views"), String.class))
			.containsExactly("1", "2");
	}

	@Test
	void olderVersionOfTheApplicationWarnsAndRunsNothing(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(NewViews.class)) {
			harness.migrate(environment);
		}
		try (MigrationHarness harness = new MigrationHarness(Views.class)) {
			assertThat(harness.migrate(environment).applied()).isEmpty();
			assertThat(harness.heard).singleElement()
				.asString()
				.startsWith("warned Migration '2_views' is completed in version '2' on environment")
				.contains("The older version '1' of this application is not run")
				.contains("'monarch migrate-one 2_views " + environment.name() + "'");
			assertThat(harness.status("2_views", environment).state()).isEqualTo(MigrationState.COMPLETED);
			harness.runner.migrateOne("2_views", environment, harness);
		}
		assertThat(record(database, "2_views")).containsEntry("version", "1");
	}

	@Test
	void recordWithoutAVersionIsOlderThanEveryVersion(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Once.class)) {
			harness.migrate(environment);
		}
		assertThat(record(database, "2_views")).doesNotContainKey("version");
		try (MigrationHarness harness = new MigrationHarness(Views.class)) {
			assertThat(ids(harness.migrate(environment))).containsExactly("2_views");
		}
		try (MigrationHarness harness = new MigrationHarness(Once.class)) {
			assertThat(harness.migrate(environment).applied()).isEmpty();
		}
	}

	@Test
	void repetitionThatFailsBlocksAndIsDecidedByAPerson(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Views.class)) {
			harness.migrate(environment);
		}
		try (MigrationHarness harness = new MigrationHarness(FailingViews.class, Third.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment));
			assertThat(record(database, "2_views")).containsEntry("version", "2").containsEntry("state", "FAILED");
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment))
				.withMessageContaining("'2_views' failed before");
			harness.runner.mark("2_views", environment, MigrationState.COMPLETED);
			assertThat(record(database, "2_views")).containsEntry("version", "2").containsKey("error");
			assertThat(ids(harness.migrate(environment))).containsExactly("3_third");
			harness.runner.mark("2_views", environment, MigrationState.NEW);
			assertThat(record(database, "2_views")).doesNotContainKey("version");
			assertThat(harness.runner.migrations().pending(environment)).containsExactly("2_views");
		}
	}

	@Test
	void rollbackForgetsTheVersion(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(Views.class)) {
			harness.migrate(environment);
		}
		try (MigrationHarness harness = new MigrationHarness(NewViews.class)) {
			assertThat(harness.runner.rollback("2_views", environment, harness).state())
				.isEqualTo(MigrationState.ROLLED_BACK);
			assertThat(record(database, "2_views")).doesNotContainKey("version");
			assertThat(ids(harness.migrate(environment))).containsExactly("2_views");
		}
	}

	@Test
	void blankVersionIsRefused(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(BlankVersion.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("The version of migration '2_views'")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT));
		}
	}

	@Test
	void markUntilRecordsAllUpToAMigrationInOneTransaction(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Views.class, Third.class)) {
			assertThat(harness.runner.migrations().toMark(environment, "2_views", MigrationState.COMPLETED))
				.containsExactly("1_first", "2_views");
			assertThat(database.collection("monarch_migrations").countDocuments()).isZero();
			assertThat(harness.runner.markUntil("2_views", environment, MigrationState.COMPLETED))
				.extracting(MigrationStatus::id, MigrationStatus::state)
				.containsExactly(tuple("1_first", MigrationState.COMPLETED),
						tuple("2_views", MigrationState.COMPLETED));
			assertThat(record(database, "2_views")).containsEntry("version", "1").containsEntry("marked", true);
			assertThat(ids(harness.migrate(environment))).containsExactly("3_third");
			assertThat(harness.runner.markUntil("3_third", environment, MigrationState.COMPLETED)).isEmpty();
			assertThat(database.collection("effects").countDocuments()).isOne();
			assertThat(harness.runner.markAll(environment, MigrationState.NEW)).hasSize(3)
				.allMatch((status) -> status.state() == MigrationState.NEW);
			assertThat(database.collection("monarch_migrations").countDocuments()).isZero();
		}
	}

	@Test
	void markAllChangesNothingWhereOneFailed(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, FailingViews.class, Third.class)) {
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> harness.migrate(environment));
			List<Document> before = database.collection("monarch_migrations").find().into(new ArrayList<>());
			for (MigrationState as : List.of(MigrationState.COMPLETED, MigrationState.NEW)) {
				assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> harness.runner.markAll(environment, as))
					.withMessageContaining("Migration '2_views' failed on environment")
					.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.REFUSED))
					.satisfies((ex) -> assertThat(ex.action()).contains("No migration was marked",
							"monarch mark 2_views"));
			}
			assertThat(database.collection("monarch_migrations").find()).containsExactlyElementsOf(before);
			harness.runner.mark("2_views", environment, MigrationState.NEW);
			assertThat(harness.runner.markAll(environment, MigrationState.COMPLETED)).extracting(MigrationStatus::id)
				.containsExactly("2_views", "3_third");
		}
	}

	@Test
	void markAllLeavesRecordsThatThisApplicationDoesNotHave(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class, Third.class)) {
			harness.migrate(environment);
		}
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			assertThat(harness.runner.markAll(environment, MigrationState.NEW)).extracting(MigrationStatus::id)
				.containsExactly("1_first");
		}
		assertThat(record(database, "3_third")).containsEntry("state", "COMPLETED");
	}

	@Test
	void markAllKnowsMigrationsByTheirFormerIds(TestDatabase database) {
		Environment environment = database.environment();
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			harness.migrate(environment);
		}
		try (MigrationHarness harness = new MigrationHarness(Renamed.class, Third.class)) {
			assertThat(harness.runner.markAll(environment, MigrationState.COMPLETED)).extracting(MigrationStatus::id)
				.containsExactly("3_third");
			assertThat(harness.runner.markAll(environment, MigrationState.NEW))
				.extracting(MigrationStatus::id, MigrationStatus::state)
				.containsExactly(tuple("1_renamed", MigrationState.NEW), tuple("3_third", MigrationState.NEW));
			assertThat(harness.runner.migrations().pending(environment)).containsExactly("1_renamed", "3_third");
			harness.runner.mark("1_renamed", environment, MigrationState.COMPLETED);
			assertThat(harness.runner.migrations().pending(environment)).containsExactly("3_third");
		}
	}

	@Test
	void markUntilRefusesAnIdThatIsNotThere(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(First.class)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.markUntil("1_frst", database.environment(), MigrationState.COMPLETED))
				.withMessageContaining("Did you mean '1_first'?");
		}
	}

	private static List<String> ids(MigrationResult result) {
		return result.applied().stream().map(Applied::id).toList();
	}

	private static Document record(TestDatabase database, String id) {
		return database.collection("monarch_migrations").find(new Document("_id", id)).first();
	}

	abstract static class Recording implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			Migration migration = getClass().getAnnotation(Migration.class);
			context.database()
				.getCollection("effects")
				.insertOne(new Document("migration", migration.id()).append("version", migration.version()));
		}

	}

	@Migration(id = "1_first")
	static class First extends Recording {

	}

	@Migration(id = "2_views")
	static class Once extends Recording {

	}

	@Migration(id = "2_views", version = "1")
	static class Views extends Recording {

	}

	@Migration(id = "2_views", version = "2")
	static class NewViews extends Recording {

		@Override
		public void rollback(MigrationContext context) {
			context.database().getCollection("effects").drop();
		}

	}

	@Migration(id = "2_views", version = "2")
	static class FailingViews implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("no luck");
		}

	}

	@Migration(id = "2_views", version = " ")
	static class BlankVersion extends Recording {

	}

	@Migration(id = "1_renamed", formerly = "1_first")
	static class Renamed extends Recording {

	}

	@Migration(id = "3_third")
	static class Third extends Recording {

	}

}
