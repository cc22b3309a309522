package io.monarch.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.shell.terminal.Screen;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the commands that take a pattern of environments.
 */
class ManyEnvironmentsTests {

	private static final int TENANTS = 30;

	private static final Screen TERMINAL = new Screen(true, false, () -> 80);

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private MongoClient client;

	private CommandHarness shell;

	@BeforeEach
	void start() {
		String uri = this.server.bindAndGetConnectionString();
		this.client = MongoClients.create(uri);
		List<EnvironmentSettings> settings = new ArrayList<>(
				List.of(CommandHarness.settings("dev", uri + "/dogs", Protection.OPEN)));
		IntStream.rangeClosed(1, TENANTS)
			.forEach((i) -> settings
				.add(CommandHarness.settings(String.format("tenant-%02d", i), uri + "/t" + i, Protection.OPEN)));
		IntStream.rangeClosed(1, 3)
			.forEach((i) -> settings.add(CommandHarness.settings("guarded-" + i, uri + "/g" + i, Protection.GUARDED)));
		settings.add(CommandHarness.settings("mixed-open", uri + "/m1", Protection.OPEN));
		settings.add(CommandHarness.settings("mixed-closed", uri + "/m2", Protection.READ_ONLY));
		settings.add(CommandHarness.settings("mixed-down",
				"mongodb://localhost:1/x?serverSelectionTimeoutMS=100&connectTimeoutMS=100", Protection.OPEN));
		this.shell = new CommandHarness(settings, Path.of("."), First.class, Second.class);
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.client.close();
		this.server.shutdownNow();
	}

	@Test
	void migrateRunsOnAllThatMatch() {
		assertThat(run(0, "migrate", "tenant-0*").lines()).hasSize(9)
			.allMatch((line) -> line.matches("Applied 2 migrations to 'tenant-0\\d' in \\d+ ms"));
		assertThat(this.shell.err()).contains("Migrated 9 of 9 environments.");
		assertThat(database("t9").getCollection("dogs").countDocuments()).isEqualTo(1);
		assertThat(database("t10").getCollection("dogs").countDocuments()).isZero();
		assertThat(run(0, "migrate", "tenant-0*")).isEmpty();
		assertThat(this.shell.err()).contains("Nothing is pending on 9 environments.");
	}

	@Test
	@SuppressWarnings("unchecked")
	void migrateThatFailsOnOneRunsOnAllOthers() {
		database("t3").getCollection("fail").insertOne(new Document());
		run(1, "migrate", "tenant-0*", "--output", "json");
		List<Object> results = (List<Object>) this.shell.json();
		assertThat(results).hasSize(9);
		assertThat((Map<String, Object>) results.get(0)).containsEntry("environment", "tenant-01")
			.containsEntry("failed", null);
		Map<String, Object> failed = (Map<String, Object>) results.get(2);
		assertThat(failed.keySet()).containsExactly("environment", "applied", "failed", "pending");
		assertThat((Map<String, Object>) failed.get("failed")).containsEntry("id", "2_second");
		assertThat(this.shell.err()).contains("Failed on 1 of 9 environments: 'tenant-03'.",
				"monarch migrate-one 2_second tenant-03");
		assertThat(run(1, "migrate", "tenant-0*")).isEmpty();
		assertThat(this.shell.err()).contains("Failed on 'tenant-03': Migration '2_second' failed before");
	}

	@Test
	void migrateNamesWhatCannotBeChangedAndChangesTheRest() {
		assertThat(run(1, "migrate", "mixed-*")).matches("Applied 2 migrations to 'mixed-open' in \\d+ ms\n");
		assertThat(this.shell.err())
			.contains("Failed on 'mixed-closed': Environment 'mixed-closed' (m2 on", "is read-only")
			.contains("Failed on 'mixed-down': Environment 'mixed-down' (x on localhost:1) cannot be reached")
			.contains("Failed on 2 of 3 environments: 'mixed-closed' and 'mixed-down'.");
	}

	@Test
	void dryRunNamesEachMigrationOfEachEnvironment() {
		assertThat(run(3, "migrate", "guarded-*")).isEmpty();
		assertThat(run(0, "migrate", "guarded-*", "--dry-run").lines()).hasSize(7)
			.contains("guarded-1    1_first", "guarded-3    2_second");
		assertThat(database("g1").getCollection("dogs").countDocuments()).isZero();
	}

	@Test
	void proofForAGuardedSetIsTheNumberOfDatabases() {
		run(3, "migrate", "guarded-*");
		assertThat(this.shell.err()).contains(
				"Run migrations on 'guarded-*': 'guarded-1', 'guarded-2' and 'guarded-3' are guarded, and there is "
						+ "no terminal",
				"Add --confirm 3, the number of databases.");
		run(3, "migrate", "guarded-*", "--yes");
		run(3, "migrate", "guarded-*", "--confirm", "guarded-1");
		assertThat(this.shell.err()).contains("--confirm is 'guarded-1', but 'guarded-*' matches 3 databases.");
		assertThat(this.shell.runWithAnswers("2\n", "migrate", "guarded-*")).isEqualTo(3);
		assertThat(this.shell.err()).contains("1_first  on 3 environments", "How many databases is that?",
				"'2' is not the answer: 'guarded-*' matches 3 databases.");
		assertThat(database("g1").getCollection("dogs").countDocuments()).isZero();
		assertThat(this.shell.runWithAnswers("3\n", "mark", "1_first", "guarded-*", "--as", "completed")).isZero();
		run(0, "migrate", "guarded-*", "--confirm", "3");
		assertThat(database("g3").getCollection("cats").countDocuments()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "migrate", "list-migrations", "status" })
	void patternThatMatchesNothingNamesTheNearest(String command) {
		run(2, command, "tennant-*");
		assertThat(this.shell.err())
			.contains("No environment matches 'tennant-*'. Did you mean 'tenant-01', 'tenant-02' or");
	}

	@Test
	void commandForOneEnvironmentRefusesAPattern() {
		run(2, "drop-db", "tenant-*", "--yes");
		assertThat(this.shell.err())
			.contains("'tenant-*' is a pattern, but the name of one environment is required here.");
	}

	@Test
	void matrixHasTheMigrationsDownAndTheEnvironmentsAcross() {
		run(0, "migrate-one", "2_second", "guarded-2", "--confirm", "guarded-2");
		assertThat(run(0, "list-migrations", "guarded-*")).isEqualTo("""
				ID        guarded-1  guarded-2  guarded-3
				1_first   NEW        NEW        NEW
				2_second  NEW        COMPLETED  NEW
				""");
		assertThat(run(0, "list-migrations", "guarded-*", "--pending")).contains("1_first", "2_second");
		assertThat(run(0, "list-migrations", "guarded-*", "--failed")).isEmpty();
	}

	@Test
	void matrixThatDoesNotFitTheTerminalShowsOnlyWhatDiffers() {
		for (int i = 1; i <= TENANTS; i++) {
			List<String> applied = (i == 7 || i == 9) ? List.of("1_first") : List.of("1_first", "2_second");
			database("t" + i).getCollection("monarch_migrations")
				.insertMany(
						applied.stream().map((id) -> new Document("_id", id).append("state", "COMPLETED")).toList());
		}
		assertThat(this.shell.runAt(TERMINAL, "list-migrations", "tenant-*")).isZero();
		assertThat(this.shell.out()).isEqualToNormalizingNewlines("""
				1 of 2 migrations differs between 30 environments:
				2_second
				  COMPLETED   28 environments
				  NEW         'tenant-07' and 'tenant-09'
				1 migration is COMPLETED on all 30 environments.
				""");
	}

	@Test
	@SuppressWarnings("unchecked")
	void matrixAsJsonIsAnArrayOfWhatEachWouldPrint() {
		run(1, "list-migrations", "mixed-*", "--output", "json");
		List<Object> environments = (List<Object>) this.shell.json();
		assertThat(environments).hasSize(3);
		Map<String, Object> first = ((List<Map<String, Object>>) environments.get(0)).get(0);
		assertThat(first).containsEntry("id", "1_first").containsEntry("environment", "mixed-open");
		assertThat((Map<String, Object>) environments.get(2)).containsEntry("environment", "mixed-down")
			.containsKey("error");
	}

	@Test
	void markChangesTheRecordOfAll() {
		assertThat(run(1, "mark", "1_first", "mixed-*", "--as", "completed"))
			.isEqualTo("Marked 1_first as completed on 'mixed-open'\n");
		assertThat(this.shell.err()).contains("Failed on 2 of 3 environments: 'mixed-closed' and 'mixed-down'.");
		assertThat(run(0, "list-migrations", "mixed-open")).containsPattern("1_first +COMPLETED \\(marked\\)");
	}

	@Test
	@SuppressWarnings("unchecked")
	void statusHasARowForEach() {
		run(0, "migrate", "mixed-open");
		assertThat(run(1, "status", "mixed-*")).containsPattern("mixed-open +ok +open +2 +0 +0")
			.containsPattern("mixed-closed +ok +read-only +0 +2 +0")
			.containsPattern("mixed-down +not reachable +open .*cannot be reached");
		assertThat(this.shell.err()).contains("'mixed-down' needs attention.");
		run(1, "status", "mixed-*", "--output", "json");
		assertThat((List<Map<String, Object>>) this.shell.json()).extracting((each) -> each.get("environment"))
			.containsExactly("mixed-open", "mixed-closed", "mixed-down");
	}

	private MongoDatabase database(String name) {
		return this.client.getDatabase(name);
	}

	private String run(int code, String... words) {
		assertThat(this.shell.run(words)).as(() -> this.shell.err()).isEqualTo(code);
		return this.shell.out();
	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").insertOne(new Document());
		}

	}

	@Migration("2_second")
	static class Second implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			if (context.database().getCollection("fail").countDocuments() > 0) {
				throw new IllegalStateException("no luck");
			}
			context.database().getCollection("cats").insertOne(new Document());
		}

	}

}
