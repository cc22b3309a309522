package io.monarch.shell;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.environment.Protection;
import io.monarch.lock.LockSettings;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.TestLocks;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for the commands that work with migrations.
 */
class MigrationCommandsTests {

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private CommandHarness shell;

	@BeforeEach
	void start() {
		Failing.failures = Integer.MAX_VALUE;
		String uri = this.server.bindAndGetConnectionString();
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", uri + "/dogs", Protection.OPEN),
						CommandHarness.settings("prod", uri + "/prod", Protection.GUARDED),
						CommandHarness.settings("archive", uri + "/archive", Protection.READ_ONLY)),
				Path.of("."), First.class, Second.class, Failing.class, Last.class);
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.server.shutdownNow();
	}

	@Test
	void listMigrationsShowsStatesAndErrors() {
		run(1, "migrate", "dev");
		assertThat(run(0, "list-migrations", "dev").lines().findFirst().orElseThrow())
			.matches("ID +STATE +WHEN +DURATION +DESCRIPTION +ERROR");
		assertThat(this.shell.out()).containsPattern("1_first +COMPLETED +\\S+ \\S+Z +\\d+ ms +adds dogs")
			.containsPattern("3_failing +FAILED .*IllegalStateException: no luck with mongodb://\\*\\*\\*@db")
			.containsPattern("4_last +NEW +- +-");
		assertThat(this.shell.err().strip()).isEqualTo("4 migrations: 2 completed, 1 failed, 1 pending");
	}

	@Test
	void listMigrationsNamesThoseThatAreForOtherEnvironments() {
		try (CommandHarness other = new CommandHarness(
				List.of(CommandHarness.settings("dev", this.server.getConnectionString() + "/dogs", Protection.OPEN)),
				Path.of("."), ForProduction.class)) {
			assertThat(other.run("list-migrations", "dev")).isZero();
			assertThat(other.err()).contains("Not for environment 'dev':", "  5_for_production",
					"    only for production");
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void listMigrationsHasTheJsonShapeOfTheContract() {
		run(1, "migrate", "dev");
		dogs("monarch_migrations").insertOne(new Document("_id", "0_gone").append("state", "COMPLETED"));
		run(0, "list_migrations", "dev", "--output", "json");
		List<Object> migrations = (List<Object>) this.shell.json();
		assertThat(migrations).hasSize(5);
		Map<String, Object> first = (Map<String, Object>) migrations.get(1);
		assertThat(first.keySet()).containsExactly("id", "description", "state", "startedAt", "finishedAt",
				"durationMillis", "error", "recordedState", "activity", "progress", "host", "applicationVersion",
				"marked", "version", "recordedVersion", "batch");
		assertThat(first).containsEntry("id", "1_first")
			.containsEntry("description", "adds dogs")
			.containsEntry("state", "COMPLETED")
			.containsEntry("error", null);
		assertThat(Instant.parse((String) first.get("startedAt"))).isAfter("2000-01-01T00:00:00Z");
		assertThat(first.get("durationMillis")).isInstanceOf(Number.class);
		assertThat((Map<String, Object>) migrations.get(0)).containsEntry("state", "MISSING");
		assertThat((Map<String, Object>) migrations.get(4)).containsEntry("state", "NEW")
			.containsEntry("startedAt", null);
	}

	@Test
	void migrateStopsAtTheFirstFailureAndSaysWhatToDo() {
		assertThat(run(1, "migrate", "dev").lines()).hasSize(2)
			.allMatch((line) -> line.matches("Applied [12]_\\w+ in \\d+ ms"));
		assertThat(this.shell.err())
			.contains("Running 3_failing on 'dev'", "  hello \\u001b[31m",
					"Migration '3_failing' failed on environment 'dev'", "monarch migrate-one 3_failing dev")
			.doesNotContain("s3cret", "\tat ");
	}

	@Test
	void migrateWhenFailedPrintsJsonAlone() {
		run(1, "migrate", "dev", "--output=json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.keySet().toString()).isEqualTo("[environment, applied, failed, pending]");
		assertThat(json.get("environment")).isEqualTo("dev");
		assertThat(json.get("applied").toString())
			.matches("\\[\\{id=1_first, durationMillis=\\d+}, \\{id=2_second, durationMillis=\\d+}]");
		assertThat(((Map<?, ?>) json.get("failed")).get("id")).isEqualTo("3_failing");
		assertThat(json.get("pending")).isEqualTo(List.of("4_last"));
		assertThat(this.shell.err()).contains("Migration '3_failing' failed");
		// It stands in the way now, which is a failure of the same shape.
		run(1, "migrate", "dev", "--dry-run", "--output=json");
		assertThat(((Map<?, ?>) ((Map<?, ?>) this.shell.json()).get("failed")).get("id")).isEqualTo("3_failing");
	}

	@Test
	void migrateWhenNothingIsPendingAsksNothing() {
		Failing.failures = 0;
		run(0, "migrate", "dev");
		List<Document> applied = dogs("monarch_migrations").find().into(new ArrayList<>());
		for (String name : List.of("prod", "archive")) {
			this.shell.environment(name).mongoDatabase().getCollection("monarch_migrations").insertMany(applied);
		}
		run(0, "migrate", "prod");
		assertThat(this.shell.err()).contains("Nothing is pending on environment 'prod'");
		assertThat(run(0, "migrate", "archive", "--output", "json").strip())
			.isEqualTo("{\"environment\":\"archive\",\"applied\":[],\"failed\":null,\"pending\":[]}");
	}

	@Test
	void migrateDryRunChangesNothing() {
		assertThat(run(0, "migrate", "archive", "--dry-run").lines()).containsExactly("1_first", "2_second",
				"3_failing", "4_last");
		run(0, "migrate", "prod", "--dry-run", "--output", "json");
		assertThat(((Map<?, ?>) this.shell.json()).get("pending"))
			.isEqualTo(List.of("1_first", "2_second", "3_failing", "4_last"));
		for (String name : List.of("prod", "archive")) {
			assertThat(this.shell.environment(name).mongoDatabase().listCollectionNames()).isEmpty();
		}
	}

	@Test
	void guardedEnvironmentDemandsProof() {
		for (String[] words : new String[][] { { "migrate", "prod" }, { "migrate", "prod", "--yes" },
				{ "migrate", "prod", "--confirm", "dev" }, { "migrate-one", "1_first", "prod", "--yes" },
				{ "mark", "1_first", "prod", "--as", "completed", "--yes" } }) {
			run(3, words);
			assertThat(this.shell.out()).isEmpty();
			assertThat(this.shell.err()).contains("prod").doesNotContain("Running");
		}
		assertThat(this.shell.environment("prod").mongoDatabase().listCollectionNames())
			.doesNotContain("monarch_migrations");
		Failing.failures = 0;
		run(0, "migrate", "prod", "--confirm", "prod");
	}

	@Test
	void guardedEnvironmentAsksAtATerminal() {
		assertThat(this.shell.runWithAnswers("nonsense\n", "migrate", "prod", "--confirm", "prod")).isEqualTo(3);
		assertThat(this.shell.err()).contains("Run 4 migrations: environment 'prod'", "What is ", "is not the answer")
			.containsSubsequence("This would run:", "1_first", "What is ");
	}

	@Test
	void readOnlyEnvironmentIsNeverChanged() {
		this.shell.environment("archive")
			.mongoDatabase()
			.getCollection("monarch_migrations")
			.insertOne(new Document("_id", "1_first").append("state", "COMPLETED"));
		try (var lease = TestLocks.of(lockSettings())
			.of(this.shell.environment("archive"))
			.acquire(() -> true, (holder) -> {
			})
			.orElseThrow()) {
			for (String[] words : new String[][] { { "migrate", "archive" }, { "migrate-one", "1_first", "archive" },
					{ "rollback", "1_first", "archive", "--yes" }, { "mark", "1_first", "archive", "--as", "new" },
					{ "unlock", "archive", "--yes" } }) {
				run(3, words);
				assertThat(this.shell.err()).contains("'archive'", "read-only");
			}
			lease.ensureHeld();
		}
	}

	@Test
	void unknownNamesAreBadInputBeforeAnythingIsAsked() {
		run(2, "migrate", "prdo");
		assertThat(this.shell.err()).contains("no environment 'prdo'", "Did you mean 'prod'?",
				"'dev', 'prod', 'archive'");
		run(2, "migrate-one", "1_frist", "prod", "--yes");
		assertThat(this.shell.err()).contains("no migration '1_frist'", "Did you mean '1_first'?");
		run(2, "rollback", "9_none", "prod", "--yes");
		run(2, "mark", "9_none", "prod", "--as", "new");
		run(2, "mark", "1_first", "dev", "--as", "done");
		assertThat(this.shell.err()).contains("--as must be 'completed' or 'new', not 'done'");
		run(2, "mark", "1_first", "dev");
		assertThat(this.shell.err()).contains("needs the option --as");
		run(2, "list-migrations");
		run(2, "list-migrations", "\u001b[2J\n");
		assertThat(this.shell.err()).contains("'\\u001b[2J\\u000a'");
	}

	@Test
	void migrateOneRunsWhateverTheState() {
		assertThat(run(0, "migrate_one", "1_first", "dev")).matches("Applied 1_first in \\d+ ms\\R");
		run(0, "migrate-one", "1_first", "dev", "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.get("failed")).isNull();
		assertThat(json.get("pending")).isEqualTo(List.of("2_second", "3_failing", "4_last"));
		assertThat(dogs("dogs").countDocuments()).isEqualTo(2);
		run(1, "migrate-one", "3_failing", "dev", "--output", "json");
		json = (Map<?, ?>) this.shell.json();
		assertThat(((Map<?, ?>) json.get("failed")).get("id")).isEqualTo("3_failing");
		assertThat(json.get("pending")).isEqualTo(List.of("2_second", "4_last"));
	}

	@Test
	void rollbackIsConfirmedAndProven() {
		run(0, "migrate-one", "1_first", "dev");
		run(0, "migrate-one", "1_first", "prod", "--confirm", "prod");
		run(3, "rollback", "1_first", "dev");
		assertThat(this.shell.err()).contains("This would be lost", "Add --yes.");
		run(3, "rollback", "1_first", "prod", "--yes");
		assertThat(this.shell.err()).contains("Add --confirm prod.");
		assertThat(this.shell.runWithAnswers("n\n", "rollback", "1_first", "dev")).isEqualTo(3);
		assertThat(dogs("dogs").countDocuments()).isEqualTo(1);
		assertThat(this.shell.runWithAnswers("y\n", "rollback", "1_first", "dev")).isZero();
		assertThat(dogs("dogs").countDocuments()).isZero();
		run(0, "rollback", "1_first", "prod", "--yes", "--confirm", "prod", "--output", "json");
		assertThat(((Map<?, ?>) this.shell.json()).get("state")).isEqualTo("ROLLED_BACK");
	}

	@Test
	void rollbackIsBadInputBeforeAnythingIsAskedWhereThereIsNoneOrNothingToUndo() {
		run(0, "migrate-one", "2_second", "dev");
		run(2, "rollback", "2_second", "dev");
		assertThat(this.shell.err()).contains("has no rollback").doesNotContain("lost");
		run(2, "rollback", "1_first", "dev");
		assertThat(this.shell.err()).contains("is not applied").doesNotContain("lost");
	}

	@Test
	void markChangesTheRecordAlone() {
		assertThat(run(0, "mark", "1_first", "dev", "--as", "completed")).contains("Marked 1_first as completed");
		assertThat(dogs("dogs").countDocuments()).isZero();
		run(0, "mark", "1_first", "dev", "--as=new", "--output=json");
		assertThat(((Map<?, ?>) this.shell.json()).get("state")).isEqualTo("NEW");
		dogs("monarch_migrations").insertOne(new Document("_id", "0_gone").append("state", "COMPLETED"));
		run(0, "mark", "0_gone", "dev", "--as", "new");
		assertThat(dogs("monarch_migrations").countDocuments()).isZero();
	}

	@Test
	void markUntilSaysWhatItChangesAndChangesAllOfIt() {
		run(0, "mark", "--until", "2_sec", "dev", "--as", "completed");
		assertThat(this.shell.err()).containsSubsequence("'2_sec' is migration 2_second.",
				"This would mark 2 migrations as completed on environment 'dev'", "  1_first", "  2_second");
		assertThat(this.shell.out().strip()).isEqualTo("Marked 2 migrations as completed on 'dev'");
		assertThat(dogs("dogs").countDocuments()).isZero();
		assertThat(run(0, "mark", "dev", "--until=2_second", "--as", "completed").strip())
			.isEqualTo("No record had to change: all of them are completed on 'dev'");
		run(0, "mark", "--all", "dev", "--as", "completed", "--output", "json");
		assertThat((List<?>) this.shell.json())
			.extracting((each) -> ((Map<?, ?>) each).get("id"), (each) -> ((Map<?, ?>) each).get("state"))
			.containsExactly(tuple("3_failing", "COMPLETED"), tuple("4_last", "COMPLETED"));
		run(0, "mark", "--all", "dev", "--as", "completed", "--output", "json");
		assertThat((List<?>) this.shell.json()).isEmpty();
		run(0, "mark", "--all", "dev", "--as", "new");
		assertThat(dogs("monarch_migrations").countDocuments()).isZero();
	}

	@Test
	void markAllTakesNoFailedMigrationWithIt() {
		run(1, "migrate", "dev");
		run(3, "mark", "--all", "dev", "--as", "completed");
		assertThat(this.shell.err()).contains("Migration '3_failing' failed on environment 'dev'",
				"monarch mark 3_failing dev --as completed");
		assertThat(dogs("monarch_migrations").countDocuments()).isEqualTo(3);
		run(0, "mark", "3_failing", "dev", "--as", "completed");
		assertThat(run(0, "mark", "--all", "dev", "--as", "completed")).contains("Marked 1 migration as completed");
	}

	@Test
	void markAllIsRefusedOnGuardedAndReadOnlyEnvironments() {
		run(3, "mark", "--all", "prod", "--as", "completed", "--yes");
		assertThat(this.shell.err()).contains("  4_last", "Add --confirm prod.");
		run(3, "mark", "--until", "2_second", "archive", "--as", "completed");
		assertThat(this.shell.environment("prod").mongoDatabase().listCollectionNames())
			.doesNotContain("monarch_migrations");
		run(0, "mark", "--all", "prod", "--as", "completed", "--confirm", "prod");
		run(2, "mark", "--all", "--until", "1_first", "dev", "--as", "new");
		assertThat(this.shell.err()).contains("either --until or --all");
		run(2, "mark", "--all", "1_first", "dev", "--as", "new");
		assertThat(this.shell.err()).contains("does not take the argument 'dev'");
		run(2, "mark", "--until", "9_none", "dev", "--as", "new");
		assertThat(this.shell.err()).contains("no migration '9_none'");
	}

	@Test
	void unlockWhenThereIsNoLockReportsIt() {
		assertThat(run(0, "unlock", "dev")).contains("No process holds the lock of 'dev'");
		assertThat(run(0, "unlock", "prod", "--output", "json").strip())
			.isEqualTo("{\"environment\":\"prod\",\"holder\":null,\"unlocked\":false}");
	}

	@Test
	void unlockShowsTheHolderAndTakesTheLockAway() {
		lock(Instant.now().plusSeconds(60));
		run(3, "unlock", "dev");
		assertThat(this.shell.err()).contains("otherhost:1:ab", "Add --yes.");
		assertThat(this.shell.runWithAnswers("no\n", "unlock", "dev")).isEqualTo(3);
		run(0, "unlock", "dev", "--yes", "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.get("unlocked")).isEqualTo(true);
		assertThat(((Map<?, ?>) json.get("holder")).get("owner")).isEqualTo("otherhost:1:ab");
		run(0, "unlock", "dev");
	}

	@Test
	void unlockWhenAnotherHasTheLockByTheAnswerTakesNothingAway() {
		lock(Instant.now().plusSeconds(60));
		InputStream answer = new ByteArrayInputStream("y\n".getBytes(StandardCharsets.UTF_8)) {

			@Override
			public synchronized int read(byte[] bytes, int offset, int length) {
				takeOver();
				return super.read(bytes, offset, length);
			}

			@Override
			public synchronized int read() {
				takeOver();
				return super.read();
			}

		};
		assertThat(this.shell.runWithAnswers(answer, "unlock", "dev")).isEqualTo(1);
		assertThat(this.shell.out()).isEmpty();
		assertThat(this.shell.err()).contains("'dev'", "otherhost:1:ab", "Nothing was changed", "monarch unlock dev");
		assertThat(dogs("monarch_lock").find().first()).containsEntry("owner", "newhost:2:cd");
	}

	private void takeOver() {
		dogs("monarch_lock").updateOne(new Document("_id", "migrations"),
				new Document("$set", new Document("owner", "newhost:2:cd").append("token", 4L)));
	}

	@Test
	void unlockReplacesARecordThatCannotBeRead() {
		dogs("monarch_lock").insertOne(new Document("_id", "migrations").append("owner", 7));
		run(3, "unlock", "dev");
		assertThat(this.shell.err()).contains("the lock as it is: ", "is malformed");
		run(0, "unlock", "dev", "--yes");
		Failing.failures = 0;
		run(0, "migrate", "dev");
	}

	@Test
	void migrateWhenTheLockIsHeldIsBusy() {
		lock(Instant.now().plusSeconds(60));
		run(4, "migrate", "dev", "--output", "json");
		assertThat(((Map<?, ?>) ((Map<?, ?>) this.shell.json()).get("error")).get("exitCode")).hasToString("4");
		assertThat(this.shell.err()).contains("Waiting for the lock of 'dev', held by otherhost:1:ab",
				"monarch unlock dev");
	}

	@Test
	void migrateWhenABeanCannotBeCreatedRunsNoneAndStillPrintsWhatIsPending() {
		this.shell.close();
		String uri = "mongodb://" + this.server.getLocalAddress().getHostString() + ":"
				+ this.server.getLocalAddress().getPort() + "/dogs";
		this.shell = new CommandHarness(List.of(CommandHarness.settings("dev", uri, Protection.OPEN)), Path.of("."),
				First.class, Uncreatable.class, Last.class);
		run(1, "migrate", "dev", "--output", "json");
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat((List<?>) json.get("applied")).isEmpty();
		assertThat(((Map<?, ?>) json.get("failed")).get("id")).isEqualTo("2_uncreatable");
		assertThat(json.get("pending")).isEqualTo(List.of("1_first", "4_last"));
	}

	@Test
	void emptyListIsASentenceOrAnEmptyArray() {
		this.shell.close();
		this.shell = new CommandHarness(List.of(CommandHarness.settings("dev",
				"mongodb://localhost:" + this.server.getLocalAddress().getPort(), Protection.OPEN)), Path.of("."));
		assertThat(run(0, "list-migrations", "dev")).isEmpty();
		assertThat(this.shell.err()).contains("There are no migrations");
		assertThat(run(0, "list-migrations", "dev", "--output", "json").strip()).isEqualTo("[]");
	}

	private String run(int exitCode, String... words) {
		int actual = this.shell.run(words);
		assertThat(actual).as("%s%n%s%n%s", String.join(" ", words), this.shell.out(), this.shell.err())
			.isEqualTo(exitCode);
		return this.shell.out();
	}

	private void lock(Instant until) {
		dogs("monarch_lock").insertOne(new Document("_id", "migrations").append("owner", "otherhost:1:ab")
			.append("since", new Date())
			.append("until", Date.from(until))
			.append("token", 3L)
			.append("format", 1));
	}

	private MongoCollection<Document> dogs(String collection) {
		return this.shell.environment("dev").mongoDatabase().getCollection(collection);
	}

	private static LockSettings lockSettings() {
		return new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ZERO);
	}

	@Migration(id = "1_first", description = "adds dogs")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").insertOne(new Document());
		}

		@Override
		public void rollback(MigrationContext context) {
			context.database().getCollection("dogs").deleteMany(new Document());
		}

	}

	@Migration("2_second")
	static class Second implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration("3_failing")
	static class Failing implements MongoMigration {

		static int failures;

		@Override
		public void migrate(MigrationContext context) {
			context.say("hello \u001b[31m");
			if (failures-- > 0) {
				throw new IllegalStateException("no luck with mongodb://ann:s3cret@db");
			}
		}

	}

	@Migration("2_uncreatable")
	static class Uncreatable extends Second {

		Uncreatable(Path missing) {
		}

	}

	@Migration(id = "5_for_production", environments = "production")
	static class ForProduction implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new AssertionError("for another environment");
		}

	}

	@Migration("4_last")
	static class Last extends Second {

	}

}
