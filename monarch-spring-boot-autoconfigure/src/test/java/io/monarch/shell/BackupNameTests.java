package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.environment.Protection;
import io.monarch.shell.terminal.Screen;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackupName}, and for the backups of one environment.
 */
class BackupNameTests {

	private final MongoServer server = new MongoServer(new MemoryBackend());

	@TempDir
	private Path folder;

	private CommandHarness shell;

	private String ofProd;

	private String ofStaging;

	@BeforeEach
	void start() throws Exception {
		String uri = this.server.bindAndGetConnectionString();
		this.shell = new CommandHarness(List.of(CommandHarness.settings("dev", uri + "/dev", Protection.OPEN),
				CommandHarness.settings("staging", uri + "/staging", Protection.OPEN),
				CommandHarness.settings("prod", uri + "/prod", Protection.GUARDED)), this.folder);
		dogs("prod").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
		dogs("staging").insertOne(new Document("_id", 3));
		this.ofProd = run(0, "backup", "prod").strip();
		this.ofStaging = run(0, "backup", "staging").strip();
		Files.writeString(this.folder.resolve("backups").resolve("prod__2999_01_01.dmp.zip"), "{");
	}

	@AfterEach
	void stop() {
		this.shell.close();
		this.server.shutdownNow();
	}

	@Test
	void latestIsTheNewestThatIsCompleteAndSaysWhichOneItIs() {
		assertThat(run(0, "verify-backup", "latest")).contains(this.ofStaging + " is good");
		assertThat(this.shell.err())
			.containsPattern("'latest' is backup " + this.ofStaging + " of environment 'staging', .*Z \\(now\\)\\.");
		assertThat(run(0, "verify-backup", "latest@prod")).contains(this.ofProd + " is good");
	}

	@Test
	void restoreOfTheLatestNamesItBeforeItAsks() {
		assertThat(this.shell.runWithAnswers("n\n", "restore", "latest:dev")).isZero();
		assertThat(dogs("dev").countDocuments()).isOne();
		assertThat(this.shell.runWithAnswers("n\n", "restore", "latest@prod:dev")).isEqualTo(3);
		assertThat(this.shell.err()).containsSubsequence("'latest@prod' is backup " + this.ofProd,
				"Replace all data with backup " + this.ofProd, "This would be lost", "Continue?");
		run(0, "restore", "latest@prod:dev", "--yes", "--output", "json");
		assertThat(((Map<?, ?>) this.shell.json()).get("from")).isEqualTo(this.ofProd);
		assertThat(dogs("dev").countDocuments()).isEqualTo(2);
	}

	@Test
	void backupThatIsCalledLatestWins() throws Exception {
		Path backups = this.folder.resolve("backups");
		Files.copy(backups.resolve(this.ofProd), backups.resolve("latest"));
		assertThat(run(0, "verify-backup", "latest")).contains("latest is good");
		run(3, "delete-backup", "latest");
		assertThat(this.shell.err()).contains("latest: ");
	}

	@Test
	void latestOfAnEnvironmentWithoutBackupsIsBadInput() {
		run(2, "verify-backup", "latest@dev");
		assertThat(this.shell.err()).contains("There is no complete backup of environment 'dev'");
		run(2, "restore", "latest@stagign:dev", "--yes");
		assertThat(this.shell.err()).contains("Did you mean 'staging'?");
	}

	@Test
	void backupIsOnlyDeletedByItsOwnName() {
		run(2, "delete-backup", "latest", "--yes");
		assertThat(this.shell.err()).contains("deleted only by its own name", this.ofStaging);
		assertThat(run(0, "list-backups")).contains(this.ofStaging);
	}

	@Test
	void listShowsTheBackupsOfOneEnvironment() {
		assertThat(run(0, "list-backups", "--environment", "prod")).contains(this.ofProd)
			.doesNotContain(this.ofStaging)
			.doesNotContain("incomplete");
		assertThat(this.shell.err()).containsPattern("1 backup, \\d");
		run(0, "list-backups", "--environment=prod", "--output=json");
		assertThat((List<?>) this.shell.json()).hasSize(1);
		run(0, "list-backups", "--environment=dev", "--output=json");
		assertThat((List<?>) this.shell.json()).isEmpty();
		run(0, "list-backups", "--environment", "dev");
		assertThat(this.shell.err()).contains("There are no backups of environment 'dev'", "'monarch backup dev'");
		run(2, "list-backups", "--environment", "prdo", "--output", "json");
		assertThat(this.shell.err()).contains("Did you mean 'prod'?");
	}

	@Test
	void summaryCountsWhatCannotBeRestored() {
		assertThat(this.shell.runAt(Screen.terminal("xterm", "1", () -> 80), "list-backups")).isZero();
		assertThat(this.shell.out().lines()).hasSize(6)
			.allMatch((line) -> line.length() <= 80)
			.last()
			.asString()
			.matches("3 backups, .* KiB, 1 incomplete");
	}

	private String run(int exitCode, String... words) {
		int actual = this.shell.run(words);
		assertThat(actual).as("%s%n%s%n%s", String.join(" ", words), this.shell.out(), this.shell.err())
			.isEqualTo(exitCode);
		return this.shell.out();
	}

	private MongoCollection<Document> dogs(String environment) {
		return this.shell.environment(environment).mongoDatabase().getCollection("dogs");
	}

}
