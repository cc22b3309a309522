package io.monarch.shell;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.shell.terminal.Screen;
import io.monarch.shell.terminal.Text;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how migrations are listed, and for the beginnings of their ids.
 */
class MigrationListTests {

	private static final String LONG_ID = "202611041530_" + "rename_everything_".repeat(5) + "again";

	private final MongoServer server = new MongoServer(new MemoryBackend());

	private CommandHarness shell;

	@BeforeEach
	void start() {
		String uri = this.server.bindAndGetConnectionString();
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", uri + "/dogs", Protection.OPEN),
						CommandHarness.settings("prod", uri + "/prod", Protection.GUARDED)),
				Path.of("."), CreateDogs.class, IndexDogs.class, IndexDogsAgain.class, ForOthers.class);
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.server.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(ints = { 60, 80, 120, 200 })
	void rowIsOneLineAndItsErrorStandsBelow(int width) {
		record("202611010900_create_dogs", "COMPLETED", null);
		record("202611020930_index_dogs", "FAILED", "Command failed with error 11000 (DuplicateKey): 'E11000'\n\n"
				+ "\tsecond line \u001b[31m " + "many words and 犬 ".repeat(60));
		List<String> lines = list(width);
		assertThat(lines).allMatch((line) -> Text.width(line) <= width || line.startsWith("  'monarch"))
			.noneMatch((line) -> line.contains("\u001b"))
			.containsSequence("", "202611020930_index_dogs:")
			.contains("  'monarch show-migration 202611020930_index_dogs dev' shows all of it.")
			.last()
			.isEqualTo("3 migrations: 1 completed, 1 failed, 1 pending");
		assertThat(lines.subList(1, 4)).satisfiesExactly(
				(line) -> assertThat(line).matches("202611010900_create_dogs  +COMPLETED +3 days ago( +12 ms.*)?"),
				(line) -> assertThat(line).matches("202611020930_index_dogs  +FAILED +3 days ago( +12 ms.*)?"),
				(line) -> assertThat(line).matches("202611020945_index_dogs_again  +NEW +-( +-.*)?"));
		assertThat(lines.get(4)).isEmpty();
		assertThat(String.join(" ", lines).replaceAll(" +", " ")).contains("second line \\u001b[31m many words");
	}

	@ParameterizedTest
	@ValueSource(ints = { 40, 60, 80 })
	void idIsShownInOnePieceHoweverLongItIs(int width) {
		record(LONG_ID, "FAILED", "no luck");
		assertThat(list(width)).contains(LONG_ID, LONG_ID + ":", "  no luck").noneMatch((line) -> line.contains("..."));
	}

	@Test
	void thousandMigrationsAreOneLineEach() {
		for (int i = 0; i < 1_000; i++) {
			record("2020%08d_number".formatted(i), "COMPLETED", null);
		}
		assertThat(list(80)).hasSize(1_000 + 3 + 3)
			.allMatch((line) -> line.length() <= 80)
			.last()
			.isEqualTo("1,003 migrations: 3 pending, 1,000 missing");
	}

	@Test
	void longErrorIsShortenedInListsAndWholeInJson() {
		String error = "many words ".repeat(100).strip();
		record("202611020930_index_dogs", "FAILED", error);
		assertThat(this.shell.run("list-migrations", "dev")).isZero();
		assertThat(this.shell.out()).contains("many ...").doesNotContain("many words ".repeat(20));
		assertThat(this.shell.err()).contains("'monarch show-migration 202611020930_index_dogs dev' shows all of it.");
		assertThat(this.shell.run("status", "dev")).isOne();
		assertThat(this.shell.out())
			.contains("many ...", "'monarch show-migration 202611020930_index_dogs dev' shows all of it.")
			.doesNotContain("many words ".repeat(20));
		assertThat(this.shell.run("show-migration", "202611020930_index_dogs", "dev")).isZero();
		assertThat(this.shell.out()).contains(error);
		assertThat(this.shell.run("list-migrations", "dev", "--output", "json")).isZero();
		assertThat(this.shell.out()).contains(error);
	}

	@Test
	void redirectedListHasOneLineForEachMigrationWithTimesAndErrors() {
		record("202611020930_index_dogs", "FAILED", "first\nsecond");
		assertThat(this.shell.run("list-migrations", "dev")).isZero();
		assertThat(this.shell.out().lines()).hasSize(4)
			.anyMatch((line) -> line.matches("202611020930_index_dogs +FAILED +\\d{4}-\\d\\d-\\d\\d [\\d:]{8}Z +12 ms"
					+ " +Finds dogs +first second"));
		assertThat(this.shell.err().lines()).contains("3 migrations: 1 failed, 2 pending");
		assertThat(this.shell.run("list-migrations", "dev", "--quiet")).isZero();
		assertThat(this.shell.err()).doesNotContain("3 migrations");
	}

	@Test
	@SuppressWarnings("unchecked")
	void listShowsOnlyWhatIsPendingOrFailed() {
		record("202611010900_create_dogs", "COMPLETED", null);
		record("202611020930_index_dogs", "FAILED", "no luck");
		assertThat(list(80, "--pending")).anyMatch((line) -> line.startsWith("202611020945_index_dogs_again "))
			.noneMatch((line) -> line.contains("create_dogs"))
			.last()
			.isEqualTo("1 of 3 migrations: 1 completed, 1 failed, 1 pending");
		assertThat(list(80, "--failed")).contains("  no luck").noneMatch((line) -> line.contains("NEW"));
		assertThat(this.shell.run("list-migrations", "dev", "--failed", "--pending", "--output", "json")).isZero();
		assertThat((List<Map<String, Object>>) this.shell.json()).extracting((each) -> each.get("id"))
			.containsExactly("202611020930_index_dogs", "202611020945_index_dogs_again");
		assertThat(this.shell.run("list-migrations", "prod", "--failed")).isZero();
		assertThat(this.shell.out()).isEmpty();
		assertThat(this.shell.err()).contains("None of 3 migrations: 3 pending.").doesNotContain("Not for");
		assertThat(this.shell.run("list-migrations", "prod", "--failed", "--output=json")).isZero();
		assertThat(this.shell.out().strip()).isEqualTo("[]");
	}

	@Test
	void beginningOfOneIdAloneIsThatId() {
		assertThat(this.shell.run("migrate-one", "20261101", "dev")).isZero();
		assertThat(this.shell.out()).contains("Applied 202611010900_create_dogs");
		assertThat(this.shell.err()).contains("'20261101' is migration 202611010900_create_dogs.");
		assertThat(this.shell.run("show-migration", "20261101", "dev")).isZero();
		assertThat(this.shell.out()).contains("Migration:   202611010900_create_dogs");
		assertThat(this.shell.run("mark", "20261101", "dev", "--as", "new")).isZero();
		assertThat(this.shell.out()).contains("Marked 202611010900_create_dogs as new");
	}

	@Test
	void questionShowsTheWholeId() {
		record("202611010900_create_dogs", "COMPLETED", null);
		assertThat(this.shell.runWithAnswers("n\n", "rollback", "20261101", "dev")).isEqualTo(3);
		assertThat(this.shell.err()).contains("Roll back migration 202611010900_create_dogs");
		for (List<String> words : List.of(List.of("migrate-one", "20261101", "prod"),
				List.of("mark", "20261101", "prod", "--as", "completed"))) {
			assertThat(this.shell.runWithAnswers("x\n", words.toArray(String[]::new))).isEqualTo(3);
			assertThat(this.shell.err()).contains("igration 202611010900_create_dogs");
		}
	}

	@Test
	void exactIdWinsOverThoseThatBeginWithIt() {
		dogs().insertOne(new Document("_id", "202611010900_create_dogs_and_more").append("state", "COMPLETED"));
		for (String id : List.of("202611010900_create_dogs", "202611010900_create_dogs_and_more")) {
			assertThat(this.shell.run("show-migration", id, "dev")).isZero();
			assertThat(this.shell.out().lines()).contains("Migration:   " + id);
		}
	}

	@Test
	void beginningOfSeveralIdsIsBadInputThatNamesThem() {
		for (List<String> words : List.of(List.of("migrate-one", "20261102", "dev"),
				List.of("rollback", "20261102", "dev", "--yes"), List.of("show-migration", "20261102", "dev"),
				List.of("mark", "20261102", "dev", "--as", "completed"))) {
			assertThat(this.shell.run(words.toArray(String[]::new))).isEqualTo(2);
			assertThat(this.shell.out()).isEmpty();
			assertThat(this.shell.err()).contains("'20261102' matches the beginning of 2 migrations: "
					+ "202611020930_index_dogs, 202611020945_index_dogs_again.");
		}
		assertThat(dogs().countDocuments()).isZero();
	}

	@Test
	void beginningIsNotThatOfAMigrationWhichIsInTheHistoryAlone() {
		dogs().insertOne(new Document("_id", "202611020100_gone").append("state", "COMPLETED"));
		assertThat(this.shell.run("mark", "2026110201", "dev", "--as", "new")).isZero();
		assertThat(this.shell.out()).contains("Marked 202611020100_gone as new");
		assertThat(this.shell.run("migrate-one", "2026110201", "dev")).isEqualTo(2);
		assertThat(this.shell.err()).contains("There is no migration '2026110201'");
	}

	@Test
	void migrationForOtherEnvironmentsDoesNotMakeABeginningAmbiguous() {
		assertThat(this.shell.run("migrate-one", "202611010", "dev")).as(this.shell.err()).isZero();
		assertThat(this.shell.run("migrate-one", "2026110109", "other")).isEqualTo(2);
		assertThat(this.shell.run("migrate-one", "202611010999", "dev")).isEqualTo(2);
		assertThat(this.shell.err()).contains("'202611010999_for_others' is not for environment 'dev'");
		assertThat(this.shell.run("migrate-one", "", "dev")).isEqualTo(2);
	}

	private List<String> list(int width, String... options) {
		String[] words = new String[options.length + 2];
		words[0] = "list-migrations";
		words[1] = "dev";
		System.arraycopy(options, 0, words, 2, options.length);
		assertThat(this.shell.runAt(Screen.terminal("xterm", "1", () -> width), words)).isZero();
		return this.shell.out().lines().toList();
	}

	private void record(String id, String state, String error) {
		Date then = Date.from(Instant.now().minusSeconds(3 * 24 * 3600 + 60));
		Document record = new Document("_id", id).append("state", state)
			.append("startedAt", then)
			.append("finishedAt", then)
			.append("durationMillis", 12L);
		dogs().insertOne((error != null) ? record.append("error", error) : record);
	}

	private MongoCollection<Document> dogs() {
		return this.shell.environment("dev").mongoDatabase().getCollection("monarch_migrations");
	}

	@Migration(id = "202611010900_create_dogs", description = "Creates dogs")
	static class CreateDogs implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

		@Override
		public void rollback(MigrationContext context) {
		}

	}

	@Migration(id = "202611020930_index_dogs", description = "Finds dogs")
	static class IndexDogs extends CreateDogs {

	}

	@Migration(id = "202611020945_index_dogs_again", description = "Finds dogs faster")
	static class IndexDogsAgain extends CreateDogs {

	}

	@Migration(id = "202611010999_for_others", environments = "elsewhere")
	static class ForOthers extends CreateDogs {

	}

}
