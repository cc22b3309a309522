package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for migrating with a backup.
 */
@RealMongo
class MigrateBackupIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private TestDatabase other;

	private CommandHarness shell;

	@BeforeEach
	void create(TestDatabase created) {
		this.database = created;
		this.other = TestDatabase.create();
		Losing.fails = true;
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", created.uri(), Protection.OPEN),
						CommandHarness.settings("other", this.other.uri(), Protection.OPEN)),
				this.folder, Losing.class);
		this.database.collection("dogs").insertOne(new Document("_id", 1).append("name", "Rex"));
	}

	@AfterEach
	void close() {
		this.shell.close();
		this.other.close();
	}

	@Test
	void failureWithoutATerminalSaysHowToRestoreAndRestoresNothing() {
		assertThat(this.shell.run("migrate", "dev", "--backup", "--yes")).isEqualTo(1);
		String backup = onlyBackup();
		assertThat(this.shell.err()).contains("Backed up as " + backup + ".",
				"run 'monarch restore " + backup + ":dev'", "Everything written to the database since ");
		assertThat(this.database.collection("dogs").countDocuments()).isZero();
		assertThat(this.shell.run("restore", backup + ":dev", "--yes")).isZero();
		assertThat(this.database.collection("dogs").find().first()).containsEntry("name", "Rex");
	}

	@Test
	void failureAtATerminalOffersToRestoreAndNamesTheLoss() {
		assertThat(this.shell.runWithAnswers("y\n", "migrate", "dev", "--backup")).isEqualTo(1);
		assertThat(this.shell.err()).contains("everything written to it since the backup (",
				"including by applications", "was restored from backup " + onlyBackup());
		assertThat(this.database.collection("dogs").find().first()).containsEntry("name", "Rex");
		assertThat(this.database.collection("monarch_migrations").countDocuments()).isZero();
	}

	@Test
	void offerThatIsDeclinedRestoresNothing() {
		assertThat(this.shell.runWithAnswers("n\n", "migrate", "dev", "--backup", "--yes")).isEqualTo(1);
		assertThat(this.shell.err()).contains("Migration '1_losing' failed", "run 'monarch restore " + onlyBackup());
		assertThat(this.database.collection("dogs").countDocuments()).isZero();
	}

	@Test
	void jsonHasTheBackup() {
		assertThat(this.shell.run("migrate", "dev", "--backup", "--output", "json")).isEqualTo(1);
		Map<?, ?> json = (Map<?, ?>) this.shell.json();
		assertThat(json.get("restored")).isEqualTo(false);
		assertThat(((Map<?, ?>) json.get("failed")).get("id")).isEqualTo("1_losing");
		assertThat(json.get("backup")).isEqualTo(onlyBackup());
	}

	@Test
	void nothingIsBackedUpWhenNothingIsPendingOrInADryRun() {
		Losing.fails = false;
		assertThat(this.shell.run("migrate", "dev", "--dry-run", "--backup")).isZero();
		assertThat(this.shell.err()).contains("Would first back up environment 'dev'");
		assertThat(this.shell.run("migrate", "dev")).isZero();
		assertThat(this.shell.run("migrate", "dev", "--backup")).isZero();
		assertThat(this.shell.err()).contains("Nothing is pending");
		this.shell.run("list-backups");
		assertThat(this.shell.err()).contains("There are no backups");
	}

	@Test
	void backupThatFailsStopsTheMigration() throws Exception {
		java.nio.file.Files.writeString(this.folder.resolve("backups"), "a file");
		assertThat(this.shell.run("migrate", "dev", "--backup")).isEqualTo(1);
		assertThat(this.shell.err()).contains("No migration was run on environment 'dev'");
		assertThat(this.database.collection("dogs").countDocuments()).isOne();
	}

	@Test
	void eachOfSeveralEnvironmentsIsBackedUpFirst() {
		this.other.collection("dogs").insertOne(new Document("_id", 1));
		assertThat(this.shell.run("migrate", "*", "--backup", "--output", "json")).isEqualTo(1);
		assertThat(((List<?>) this.shell.json())).hasSize(2)
			.allSatisfy((each) -> assertThat(((Map<?, ?>) each).get("backup").toString()).endsWith(".dmp.zip"));
		assertThat(this.shell.err()).contains("Backed up 'dev' as ", "Backed up 'other' as ", ":dev'", ":other'");
	}

	private String onlyBackup() {
		String[] files = this.folder.resolve("backups").toFile().list((folder, name) -> name.endsWith(".dmp.zip"));
		assertThat(files).hasSize(1);
		return files[0];
	}

	@Migration(id = "1_losing", transactional = false)
	static class Losing implements MongoMigration {

		static boolean fails;

		@Override
		public void migrate(MigrationContext context) {
			if (fails) {
				context.database().getCollection("dogs").drop();
				throw new IllegalStateException("lost them");
			}
		}

	}

}
