package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TemporaryDatabases;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for proving backups from the command line, and for what shows it.
 */
@RealMongo
class ProofCommandsIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private CommandHarness shell;

	private TemporaryDatabases temporary;

	@BeforeEach
	void create(TestDatabase created) {
		this.database = created;
		this.temporary = TemporaryDatabases.since(created.client());
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", created.uri(), Protection.OPEN),
						CommandHarness.settings("guarded", created.uri().replace("127.0.0.1", "localhost"),
								Protection.GUARDED),
						CommandHarness.settings("ro", "mongodb://other.example.com/x", Protection.READ_ONLY)),
				this.folder);
		this.database.collection("dogs").insertOne(new Document("name", "Rex"));
	}

	@AfterEach
	void close() {
		this.shell.close();
	}

	@Test
	void provenBackupIsShownAsSuch() throws Exception {
		String backup = backUp();
		assertThat(this.shell.run("list-backups")).isZero();
		assertThat(this.shell.out()).doesNotContain("PROVEN");
		assertThat(this.shell.run("verify-backup", backup, "--restore-on", "dev", "--confirm", "dev"))
			.as(this.shell.err())
			.isZero();
		assertThat(this.shell.out()).contains(backup + " is proven: restored on 'dev' (MongoDB ")
			.contains("1 collection, 1 document in ");
		assertThat(this.shell.run("list-backups")).isZero();
		assertThat(this.shell.out()).contains("PROVEN");
		assertThat(this.shell.run("list-backups", "--output", "json")).isZero();
		assertThat(this.shell.out()).contains("\"proof\":{\"provenAt\":\"").contains("\"environment\":\"dev\"");
		this.shell.run("status", "dev");
		assertThat(this.shell.out()).contains("Last proof:").contains(backup);
		this.shell.run("status", "dev", "--output", "json");
		assertThat(this.shell.out()).contains("\"lastProof\":{\"name\":\"" + backup);
		assertThat(this.temporary.left()).isEmpty();
	}

	@Test
	void jsonOfAProofHasTheProof() throws Exception {
		String backup = backUp();
		assertThat(this.shell.run("verify-backup", backup, "--restore-on=dev", "--confirm", "dev", "--output", "json"))
			.isZero();
		assertThat(this.shell.out()).startsWith("{\"name\":\"" + backup + "\",\"ok\":true,\"problems\":[],\"proof\":{")
			.contains("\"recorded\":true");
	}

	@Test
	void serverOfAReadOnlyOrGuardedEnvironmentIsProtected() throws Exception {
		String backup = backUp();
		assertThat(this.shell.run("verify-backup", backup, "--restore-on", "ro")).isEqualTo(3);
		assertThat(this.shell.err()).contains("read-only");
		assertThat(this.shell.run("verify-backup", backup, "--restore-on", "guarded", "--yes")).isEqualTo(3);
		assertThat(this.shell.run("verify-backup", backup, "--restore-on", "guarded", "--confirm", "guarded"))
			.as(this.shell.err())
			.isZero();
	}

	@Test
	void optionsOfAProofNeedTheEnvironment() throws Exception {
		String backup = backUp();
		assertThat(this.shell.run("verify-backup", backup, "--ignore-free-space")).isEqualTo(2);
		assertThat(this.shell.err()).contains("--ignore-free-space requires --restore-on");
		assertThat(this.shell.run("verify-backup", backup, "--restore-on", "nowhere")).isEqualTo(2);
	}

	@Test
	void pruneKeepsTheLastProvenBackupAndSaysSo() throws Exception {
		String oldest = backUp();
		String proven = backUp();
		String newest = backUp();
		for (String each : List.of(oldest, proven)) {
			assertThat(this.shell.run("verify-backup", each, "--restore-on", "dev", "--confirm", "dev")).isZero();
		}
		assertThat(this.shell.run("prune-backups", "--keep-last", "1", "--yes")).isZero();
		assertThat(this.shell.err()).contains("Kept as the last proven backup of environment 'dev': " + proven);
		try (var files = Files.list(this.folder.resolve("backups"))) {
			assertThat(files.map((path) -> path.getFileName().toString())).containsExactlyInAnyOrder(proven, newest,
					"." + proven + ".proof", ".lock");
		}
	}

	@Test
	void deleteSaysBeforeItAsksThatABackupIsTheLastProvenOne() {
		String older = backUp();
		String last = backUp();
		String unproven = backUp();
		for (String each : List.of(older, last)) {
			assertThat(this.shell.run("verify-backup", each, "--restore-on", "dev", "--confirm", "dev")).isZero();
		}
		assertThat(this.shell.runWithAnswers("n\n", "delete-backup", last)).isEqualTo(3);
		assertThat(this.shell.err()).containsSubsequence(
				"This is the last proven backup of environment 'dev'. The proven backup before it is " + older + ".",
				"Continue? [y/N]", "Nothing was changed.");
		assertThat(this.shell.runWithAnswers("n\n", "delete-backup", older)).isEqualTo(3);
		assertThat(this.shell.err()).contains("Continue? [y/N]").doesNotContain("proven");
		assertThat(this.shell.run("delete-backup", last, "--yes")).isZero();
		assertThat(this.shell.err()).contains("This is the last proven backup of environment 'dev'.");
		assertThat(this.shell.runWithAnswers("y\n", "delete-backup", older)).isZero();
		assertThat(this.shell.err()).containsSubsequence(
				"This is the last proven backup of environment 'dev'. " + "No other backup of its series is proven.",
				"Continue? [y/N]");
		assertThat(this.shell.runWithAnswers("n\n", "delete-backup", unproven)).isEqualTo(3);
		assertThat(this.shell.err()).doesNotContain("proven");
	}

	@Test
	void deleteDoesNotTakeTheBackupOfAnotherSeriesForAReplacement() {
		String whole = backUp();
		assertThat(this.shell.run("verify-backup", whole, "--restore-on", "dev", "--confirm", "dev")).isZero();
		assertThat(this.shell.run("backup", "guarded")).as(this.shell.err()).isZero();
		String other = this.shell.out().lines().toList().get(0).strip();
		assertThat(this.shell.run("verify-backup", other, "--restore-on", "dev", "--confirm", "dev")).isZero();
		assertThat(this.shell.runWithAnswers("n\n", "delete-backup", whole)).isEqualTo(3);
		assertThat(this.shell.err()).contains("No other backup of its series is proven.");
	}

	@Test
	void damagedRecordOfAProofIsNamedAndItsBackupIsNotPruned() throws Exception {
		String backup = backUp();
		assertThat(this.shell.run("verify-backup", backup, "--restore-on", "dev", "--confirm", "dev")).isZero();
		Files.writeString(this.folder.resolve("backups").resolve("." + backup + ".proof"), "{}");
		backUp();
		assertThat(this.shell.run("list-backups")).isZero();
		assertThat(this.shell.err()).contains("Warning: The record of a proof, ", "." + backup + ".proof, is damaged");
		assertThat(this.shell.run("prune-backups", "--keep-last", "1", "--yes")).isZero();
		assertThat(this.shell.err()).contains("Kept, and not counted as good: " + backup);
		this.shell.run("status", "dev");
		assertThat(this.shell.out()).contains("." + backup + ".proof, is damaged");
	}

	@Test
	void showBackupShowsWhatItContains() {
		this.database.collection("dogs").createIndex(new Document("name", 1));
		this.database.database().createView("old", "dogs", List.of());
		this.database.collection("monarch_migrations")
			.insertOne(new Document("_id", "1_first").append("state", "COMPLETED")
				.append("format", 1)
				.append("token", 1L)
				.append("finishedAt", new java.util.Date(0)));
		String backup = backUp();
		assertThat(this.shell.run("show-backup", backup)).as(this.shell.err()).isZero();
		assertThat(this.shell.out()).contains("Format:      Monarch", "Environment: dev", "Proven:      no",
				"Migrations:  1 completed, the last is 1_first", "name_1", "view");
		assertThat(this.shell.run("show-backup", "latest", "--output", "json")).isZero();
		assertThat(this.shell.out()).startsWith("{\"name\":\"" + backup)
			.contains("\"format\":\"Monarch\"", "\"hashed\":true",
					"{\"name\":\"dogs\",\"kind\":\"collection\",\"documents\":1,", "\"indexes\":[\"_id_\",\"name_1\"]",
					"\"id\":\"1_first\",\"state\":\"COMPLETED\"");
	}

	private String backUp() {
		assertThat(this.shell.run("backup", "dev")).as(this.shell.err()).isZero();
		return this.shell.out().lines().toList().get(0).strip();
	}

}
