package io.monarch.migration;

import java.util.ArrayList;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the migrations of a source, which keeps records of its own.
 */
@RealMongo
class MigrationSourceIntegrationTests {

	@Test
	void migrationsOfASourceRunFirstInItsOrderAndAreRecordedByIt(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Own.class, Source.class)) {
			harness.migrate(database.environment());
			assertThat(effects(database)).containsExactly("z_old", "b_old", "1_own");
			assertThat(harness.runner.migrations().list(database.environment())).extracting(MigrationStatus::id)
				.containsExactly("z_old", "b_old", "1_own");
			assertThat(records(database)).containsExactly("z_old COMPLETED", "b_old COMPLETED");
			harness.runner.rollback("b_old", database.environment(), harness);
			harness.runner.mark("z_old", database.environment(), MigrationState.NEW);
			assertThat(records(database)).containsExactly("z_old COMPLETED", "b_old COMPLETED", "b_old ROLLED_BACK",
					"z_old NEW marked");
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.migrations().requireRollback("z_old", database.environment()))
				.withMessage("Migration 'z_old' has no rollback.");
		}
	}

	@Test
	void neitherRecordIsWrittenWithoutTheOther(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Own.class, Source.class)) {
			database.collection("refused").insertOne(new Document("_id", "z_old"));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("z_old");
			assertThat(effects(database)).containsExactly("z_old");
			assertThat(harness.status("z_old", database.environment()).state()).isEqualTo(MigrationState.FAILED);
			assertThat(records(database)).containsExactly("z_old FAILED");
			assertThat(database.collection("monarch_migrations").countDocuments()).isEqualTo(1);
		}
	}

	@Test
	void nothingRunsIfTheSourceRefuses(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Own.class, Source.class)) {
			harness.context.getBean(Source.class).refused = true;
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(database.environment()))
				.withMessage("Refused: z_old, b_old");
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> harness.runner.migrations().dryRun(database.environment()))
				.withMessage("Refused: z_old, b_old");
			assertThat(effects(database)).isEmpty();
			assertThat(database.collection("monarch_migrations").countDocuments()).isZero();
		}
	}

	private static List<String> effects(TestDatabase database) {
		return database.collection("effects").find().map((effect) -> effect.getString("id")).into(new ArrayList<>());
	}

	private static List<String> records(TestDatabase database) {
		return database.collection("records").find().map((record) -> record.getString("text")).into(new ArrayList<>());
	}

	private static void run(MigrationContext context, String id) {
		context.database().getCollection("effects").insertOne(new Document("id", id));
	}

	@Migration("1_own")
	static class Own implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			run(context, "1_own");
		}

	}

	static class Source implements MigrationSource {

		private boolean refused;

		@Override
		public List<SuppliedMigration> migrations() {
			return List.of(new SuppliedMigration("z_old", null, "first", Source.class, false, false),
					new SuppliedMigration("b_old", null, "second", Source.class, true, true));
		}

		@Override
		public CreatedMigration create(String id) {
			return new CreatedMigration(new MongoMigration() {

				@Override
				public void migrate(MigrationContext context) {
					run(context, id);
				}

				@Override
				public void rollback(MigrationContext context) {
					run(context, "rollback " + id);
				}

			}, Set.of());
		}

		@Override
		public void check(Environment environment, List<String> ids, Map<String, Instant> accepted) {
			if (this.refused) {
				throw new MonarchException(Kind.BAD_INPUT, "Refused: " + String.join(", ", ids), "Wait.");
			}
		}

		@Override
		public void prepare(MongoDatabase database) {
			database.createCollection("records_prepared");
			database.getCollection("records_prepared").drop();
		}

		@Override
		public void record(MongoDatabase database, String id, @Nullable MongoMigration migration, MigrationEnd end) {
			database.getCollection("records")
				.insertOne(new Document("text", id + " " + end.state() + (end.marked() ? " marked" : "")));
			assertThat(migration == null).isEqualTo(end.marked());
			if (end.state() == MigrationState.COMPLETED
					&& database.getCollection("refused").find(new Document("_id", id)).first() != null) {
				throw new IllegalStateException("Not recorded");
			}
		}

	}

}
