package io.monarch.shell;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.Updates;
import io.monarch.environment.Operator;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatusCommand} and {@link ShowMigrationCommand} on a real MongoDB.
 */
@RealMongo
class StatusCommandIntegrationTests {

	@TempDir
	private Path folder;

	@Test
	void statusWhenAllIsWellEndsWithZeroAndSaysWhatThereIs(TestDatabase database) throws Exception {
		database.collection("dogs").insertOne(new Document("_id", 1));
		try (CommandHarness shell = shell(database, First.class)) {
			assertThat(shell.run("migrate", "dev")).isZero();
			assertThat(shell.run("backup", "dev")).isZero();
			String backup = shell.out().strip();
			assertThat(shell.run("status", "dev", "--strict", "--max-backup-age", "1")).as(shell.err()).isZero();
			assertThat(shell.out())
				.contains("Environment 'dev' (" + database.name(), ", open", "Server:      MongoDB ",
						"Lock:        free", "Migrations:  1 completed", "Last backup: " + backup,
						"Data from:   no recorded copy or restore")
				.doesNotContain("Problem", "Warning");
			Map<?, ?> json = status(shell, 0);
			assertThat(json.get("ok")).isEqualTo(true);
			assertThat(json.get("reachable")).isEqualTo(true);
			assertThat(((Map<?, ?>) json.get("lastBackup")).get("name")).isEqualTo(backup);
			assertThat(json.get("lock")).isNull();
		}
	}

	@Test
	void statusShowsTheProtectionOfTheDatabaseAndWhereItComesFrom(TestDatabase database) throws Exception {
		try (CommandHarness shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", database.uri(), Protection.OPEN),
						CommandHarness.settings("archive", database.uri(), Protection.READ_ONLY)),
				this.folder)) {
			assertThat(shell.run("status", "dev")).as(shell.err()).isZero();
			assertThat(shell.out())
				.contains("), read-only",
						"Protection:  read-only, since it is the same database as environment 'archive' (")
				.doesNotContain("), open");
			Map<?, ?> json = status(shell, 0);
			assertThat(json.get("protection")).isEqualTo("read-only");
			assertThat((String) json.get("protectionReason")).contains("'archive'");
			assertThat(shell.run("status", "archive", "--output", "json")).isZero();
			assertThat(((Map<?, ?>) shell.json()).get("protectionReason")).isNull();
		}
	}

	/**
	 * It is both failed and pending.
	 */
	@Test
	void statusCountsAFailedMigrationThatRunsAgainByItselfOnce(TestDatabase database) {
		try (CommandHarness shell = shell(database, First.class, FailingAgain.class, Later.class)) {
			assertThat(shell.run("migrate", "dev")).isOne();
			assertThat(shell.run("status", "dev")).isOne();
			assertThat(shell.out()).contains("1 completed, 1 pending, 1 failed");
		}
	}

	@Test
	void statusWhenOneHasFailedEndsWithOneAndSaysWhatToType(TestDatabase database) throws Exception {
		try (CommandHarness shell = shell(database, First.class, Failing.class, Later.class)) {
			assertThat(shell.run("migrate", "dev")).isOne();
			assertThat(shell.run("status", "dev")).isOne();
			assertThat(shell.out())
				.contains("1 completed, 1 pending, 1 failed",
						"Failed:      2_failing: IllegalStateException: Cannot migrate, caused by "
								+ "IllegalArgumentException: no dog (StatusCommandIntegrationTests.java:",
						"'monarch migrate-one 2_failing dev'", "Pending:     3_later")
				.doesNotContain("rollback");
			assertThat(shell.err()).contains("Environment 'dev' needs attention: migration 2_failing failed.");
			Map<?, ?> json = status(shell, 1);
			assertThat(json.get("ok")).isEqualTo(false);
			assertThat(((Map<?, ?>) json.get("migrations")).get("pending")).isEqualTo(List.of("3_later"));
			assertThat(shell.run("mark", "2_failing", "dev", "--as", "completed")).isZero();
			assertThat(shell.run("status", "dev", "--strict")).isEqualTo(6);
			assertThat(shell.err()).contains("1 pending migration");
			assertThat(shell.run("status", "dev")).isZero();
		}
	}

	@Test
	void statusWhenAMigrationIsBegunTellsTheLiveFromTheAbandoned(TestDatabase database) throws Exception {
		try (CommandHarness shell = shell(database, First.class)) {
			assertThat(shell.run("migrate", "dev")).isZero();
			database.collection("monarch_migrations")
				.updateOne(new Document(),
						Updates.combine(Updates.set("state", "PROCESSING"), Updates.set("token", 5L)));
			database.collection("monarch_lock")
				.updateOne(new Document(),
						Updates.combine(Updates.set("owner", "elsewhere:1:abc"), Updates.set("token", 5L),
								Updates.currentDate("since"), Updates.currentDate("renewedAt"),
								Updates.set("until", java.util.Date.from(java.time.Instant.now().plusSeconds(600))),
								Updates.set("progress",
										new Document("work", "1_first").append("done", 1200L).append("total", 5000L))));
			assertThat(shell.run("status", "dev")).as(shell.err()).isZero();
			assertThat(shell.out()).contains("held by elsewhere:1:abc since", "renewed ", "1 running",
					"Running:     1_first", "1,200 of 5,000 (24 %)");
			assertThat(shell.run("list-migrations", "dev")).isZero();
			assertThat(shell.out()).contains("RUNNING", "on elsewhere:1:abc, 1,200 of 5,000 (24 %)")
				.doesNotContain("PROCESSING");
			assertThat(shell.run("list-migrations", "dev", "--output", "json")).isZero();
			assertThat(shell.out()).contains("\"state\":\"PROCESSING\"", "\"activity\":\"RUNNING\"", "\"done\":1200");
			database.collection("monarch_lock").updateOne(new Document(), Updates.set("owner", ""));
			database.collection("monarch_lock")
				.updateOne(new Document(), Updates.set("until", java.util.Date.from(java.time.Instant.EPOCH)));
			assertThat(shell.run("status", "dev")).isOne();
			assertThat(shell.out()).contains("1 abandoned", "Abandoned:   1_first",
					"'monarch migrate-one 1_first dev'");
			assertThat(shell.run("list-migrations", "dev")).isZero();
			assertThat(shell.out()).contains("ABANDONED",
					"its process on " + Operator.host() + " no longer holds the lock", "paused");
		}
	}

	@Test
	void statusWhenAnEnvironmentCannotBeReachedSaysWhyAndGoesOn(TestDatabase database) throws Exception {
		String nowhere;
		try (ServerSocket socket = new ServerSocket(0)) {
			nowhere = "mongodb://127.0.0.1:" + socket.getLocalPort() + "/dogs?serverSelectionTimeoutMS=300";
		}
		try (CommandHarness shell = new CommandHarness(
				List.of(CommandHarness.settings("gone", nowhere, Protection.OPEN),
						CommandHarness.settings("dev", database.uri(), Protection.OPEN)),
				this.folder, First.class)) {
			assertThat(shell.run("status")).isOne();
			assertThat(shell.out()).contains("Environment 'gone'", "Server:      not reachable", "cannot be reached",
					"Environment 'dev'", "Server:      MongoDB");
			assertThat(shell.run("status", "--output", "json")).isOne();
			List<?> json = (List<?>) shell.json();
			assertThat(((Map<?, ?>) json.get(0)).get("reachable")).isEqualTo(false);
			assertThat(((Map<?, ?>) json.get(1)).get("reachable")).isEqualTo(true);
			assertThat(shell.run("status", "nowhere")).isEqualTo(2);
			assertThat(shell.run("status", "dev", "--max-backup-age", "soon")).isEqualTo(2);
			assertThat(shell.run("status", "dev", "--max-backup-age", "24")).isOne();
			assertThat(shell.err()).contains("no complete backup", "'monarch backup dev'");
		}
	}

	@Test
	void statusAfterCopiesAndRestoresSaysWhereTheDataCameFrom(TestDatabase database) throws Exception {
		TestDatabase production = TestDatabase.create();
		try (production;
				CommandHarness shell = new CommandHarness(
						List.of(CommandHarness.settings("dev", database.uri(), Protection.OPEN),
								CommandHarness.settings("production", production.uri(), Protection.READ_ONLY)),
						this.folder, Dogs.class)) {
			production.collection("dogs").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
			assertThat(shell.run("backup", "production")).isZero();
			String backup = shell.out().strip();
			assertThat(shell.run("copy-db", "production:dev", "-q", "only-dogs", "--yes")).as(shell.err()).isZero();
			assertThat(shell.run("restore", backup + ":dev", "--only", "dogs", "--yes")).as(shell.err()).isZero();
			assertThat(shell.run("status", "dev")).as(shell.err()).isZero();
			assertThat(shell.out()).containsSubsequence("restore of backup " + backup + " of 'production' made ",
					", only dogs, ",
					"copy of 'production' (database " + production.name() + "), query set 'only-dogs', ",
					"by " + Operator.current());
			List<?> origins = (List<?>) status(shell, 0).get("origins");
			assertThat(origins).extracting((origin) -> ((Map<?, ?>) origin).get("operation"))
				.isEqualTo(List.of("restore", "copy"));
			assertThat(((Map<?, ?>) origins.get(1)).get("querySet")).isEqualTo("only-dogs");
			assertThat(((Map<?, ?>) origins.get(0)).get("collections")).isEqualTo(List.of("dogs"));
			// Neither migrations nor unlocking by force lose it.
			database.collection("monarch_lock").updateOne(new Document(), Updates.set("token", "broken"));
			assertThat(shell.run("unlock", "dev", "--yes")).as(shell.err()).isZero();
			assertThat((List<?>) status(shell, 0).get("origins")).hasSize(2);
			// What another version has written is no reason to fail.
			database.collection("monarch_lock")
				.updateOne(new Document(), Updates.push("origins", new Document("operation", "teleport")));
			assertThat((List<?>) status(shell, 0).get("origins")).hasSize(2);
			// The whole database comes from the latest alone.
			assertThat(shell.run("copy-db", "production:dev", "--in-place", "--yes")).as(shell.err()).isZero();
			assertThat((List<?>) status(shell, 0).get("origins")).hasSize(1);
			assertThat(hashes(database)).isEqualTo(hashes(production));
			assertThat(shell.run("copy-db", "production:dev", "--yes")).as(shell.err()).isZero();
			assertThat((List<?>) status(shell, 0).get("origins")).hasSize(1);
		}
	}

	@Test
	void showMigrationShowsAllThatIsRecorded(TestDatabase database) throws Exception {
		try (CommandHarness shell = shell(database, First.class, Failing.class)) {
			assertThat(shell.run("migrate", "dev")).isOne();
			assertThat(shell.run("show-migration", "2_failing", "dev")).isZero();
			assertThat(shell.out()).contains("State:       FAILED", "Host:        " + Operator.host(),
					"Error:       IllegalStateException: Cannot migrate", "Next:        Look at the data",
					"java.lang.IllegalStateException: Cannot migrate",
					"    at io.monarch.shell.StatusCommandIntegrationTests$Failing.migrate",
					"Caused by: java.lang.IllegalArgumentException: no dog");
			assertThat(shell.run("mark", "2_failing", "dev", "--as", "completed")).isZero();
			assertThat(shell.run("show-migration", "2_failing", "dev")).isZero();
			assertThat(shell.out()).contains("State:       COMPLETED (marked)",
					"only marked, not run, by " + Operator.current(), "Caused by: java.lang.IllegalArgumentException");
			assertThat(shell.run("show-migration", "2_failing", "dev", "--output", "json")).isZero();
			Map<?, ?> json = (Map<?, ?>) shell.json();
			assertThat(json.get("marked")).isEqualTo(true);
			assertThat(json.get("trace").toString()).contains("no dog");
			assertThat(shell.run("list-migrations", "dev")).isZero();
			assertThat(shell.out()).contains("COMPLETED (marked)", "failed before: IllegalStateException");
			assertThat(shell.run("show-migration", "2_fialing", "dev")).isEqualTo(2);
			assertThat(shell.err()).contains("2_failing");
		}
		try (CommandHarness shell = shell(database, First.class)) {
			database.collection("monarch_migrations")
				.updateOne(new Document("_id", "2_failing"), Updates.set("state", "FAILED"));
			assertThat(shell.run("list-migrations", "dev")).isZero();
			assertThat(shell.out()).contains("MISSING, FAILED");
			assertThat(shell.run("list-migrations", "dev", "--output", "json")).isZero();
			assertThat(shell.out()).contains("\"state\":\"MISSING\"", "\"recordedState\":\"FAILED\"");
			assertThat(shell.run("status", "dev")).isOne();
		}
	}

	private CommandHarness shell(TestDatabase database, Class<?>... migrations) {
		return new CommandHarness(List.of(CommandHarness.settings("dev", database.uri(), Protection.OPEN)), this.folder,
				migrations);
	}

	private static Map<?, ?> status(CommandHarness shell, int code) throws Exception {
		assertThat(shell.run("status", "dev", "--output", "json")).isEqualTo(code);
		return (Map<?, ?>) shell.json();
	}

	private static Object hashes(TestDatabase database) {
		Document hash = database.database()
			.runCommand(new Document("dbHash", 1).append("collections", List.of("dogs")));
		return hash.get("collections");
	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("2_failing")
	static class Failing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("Cannot migrate", new IllegalArgumentException("no dog"));
		}

	}

	@Migration(value = "2_failing_again", restartable = true)
	static class FailingAgain extends Failing {

	}

	@Migration("3_later")
	static class Later implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@QuerySet(name = "only-dogs")
	static class Dogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.only();
			context.dumpCollection("dogs");
		}

	}

}
