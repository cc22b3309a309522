package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Protection;
import io.monarch.foreign.ForeignRows;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ImportHistoryCommand}.
 */
@RealMongo
class ImportHistoryCommandIntegrationTests {

	@TempDir
	private Path sources;

	private TestDatabase database;

	private CommandHarness commands;

	@BeforeEach
	void create() {
		this.database = TestDatabase.create();
		EnvironmentSettings open = CommandHarness.settings("dev", this.database.uri(), Protection.OPEN);
		EnvironmentSettings guarded = CommandHarness.settings("live", this.database.uri(), Protection.GUARDED);
		this.commands = new CommandHarness(List.of(open, guarded), this.sources, First.class, Second.class);
		this.database.collection("mongockChangeLog")
			.insertMany(List.of(ForeignRows.mongock("a", "jane", "EXECUTED", 1),
					ForeignRows.mongock("2_second", "jane", "IGNORED", 2)));
	}

	@AfterEach
	void close() {
		this.commands.close();
		this.database.close();
	}

	@Test
	void migrateEndsWithExitCode2() {
		assertThat(this.commands.run("migrate", "live", "--confirm", "live")).isEqualTo(2);
		assertThat(this.commands.err()).contains("'mongockChangeLog' is a history of Mongock with 2 entries")
			.contains("monarch import-history live --dry-run");
	}

	@Test
	void importWithAnUndecidedEntryEndsWithExitCode3AndShowsTheTable() {
		assertThat(this.commands.run("import-history", "live", "--confirm", "live")).isEqualTo(3);
		assertThat(this.commands.out()).contains("UNDECIDED", "COMPLETED", "1_first");
		assertThat(this.commands.err()).contains("--accept \"2_second=completed\"");
		assertThat(this.database.collection("monarch_migrations").countDocuments()).isZero();
		assertThat(this.commands.run("import-history", "live", "--dry-run", "--accept", "2_second=pending")).isZero();
		assertThat(this.database.collection("monarch_migrations").countDocuments()).isZero();
	}

	@Test
	@SuppressWarnings("unchecked")
	void importWithADecisionRecordsAndPrintsJson() {
		assertThat(this.commands.run("import-history", "live", "--accept", "2_second=pending")).isEqualTo(3);
		assertThat(this.commands.err()).contains("--confirm live");
		assertThat(this.commands.run("import-history", "live", "--accept", "2_second=pending", "--confirm", "live",
				"--output", "json"))
			.isZero();
		Map<String, Object> json = (Map<String, Object>) this.commands.json();
		assertThat(json).containsEntry("from", "mongock")
			.containsEntry("collection", "mongockChangeLog")
			.containsEntry("imported", 1);
		assertThat((List<Map<String, Object>>) json.get("entries"))
			.extracting((entry) -> entry.get("oldId") + " " + entry.get("verdict") + " " + entry.get("id"))
			.containsExactly("a COMPLETED 1_first", "2_second PENDING 2_second");
		assertThat(this.commands.run("show-migration", "a", "live")).isZero();
		assertThat(this.commands.out()).contains("imported from mongock", "'a' by jane");
		assertThat(this.commands.run("migrate", "live", "--dry-run")).isZero();
		assertThat(this.commands.out()).contains("2_second").doesNotContain("1_first");
	}

	@Test
	@SuppressWarnings("unchecked")
	void patternImportsEachEnvironmentCompletelyOrNotAtAll() {
		try (TestDatabase decided = TestDatabase.create();
				TestDatabase without = TestDatabase.create();
				CommandHarness many = new CommandHarness(
						List.of(CommandHarness.settings("tenant-a", decided.uri(), Protection.OPEN),
								CommandHarness.settings("tenant-b", this.database.uri(), Protection.OPEN),
								CommandHarness.settings("other", without.uri(), Protection.OPEN)),
						this.sources, First.class, Second.class)) {
			decided.collection("mongockChangeLog").insertOne(ForeignRows.mongock("a", "jane", "EXECUTED", 1));
			assertThat(many.run("import-history", "tenant-*", "--dry-run")).isEqualTo(3);
			assertThat(many.out()).contains("'tenant-a': Would import 1 record", "'tenant-b': Nothing was imported");
			assertThat(decided.collection("monarch_migrations").countDocuments()).isZero();
			assertThat(many.run("import-history", "tenant-*", "--output", "json")).isEqualTo(3);
			List<Map<String, Object>> all = (List<Map<String, Object>>) many.json();
			assertThat(all).extracting((each) -> each.get("environment")).containsExactly("tenant-a", "tenant-b");
			assertThat(many.err()).contains("Entries cannot be decided on 'tenant-b'");
			assertThat(decided.collection("monarch_migrations").countDocuments()).isEqualTo(2);
			assertThat(this.database.collection("monarch_migrations").countDocuments()).isZero();
			assertThat(many.run("import-history", "*")).isOne();
			assertThat(many.err()).contains("Failed on 'other': Environment 'other'", "has no history of another");
		}
	}

	@Test
	void malformedOptionsEndWithExitCode2() {
		for (List<String> options : List.of(List.of("--from", "mongok"), List.of("--accept", "a"),
				List.of("--accept", "a=done"), List.of("--accept", "a=completed", "--accept", "a=pending"),
				List.of("--accept", "x=completed"), List.of("--collection", "nothing"))) {
			List<String> words = new java.util.ArrayList<>(List.of("import-history", "live"));
			words.addAll(options);
			assertThat(this.commands.run(words.toArray(String[]::new))).as("%s", options).isEqualTo(2);
		}
		assertThat(this.commands.run("import-history", "live", "--from", "mongok")).isEqualTo(2);
		assertThat(this.commands.err()).contains("Did you mean 'mongock'?");
	}

	private abstract static class Empty implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration(id = "1_first", formerly = "a")
	static class First extends Empty {

	}

	@Migration("2_second")
	static class Second extends Empty {

	}

}
