package io.monarch.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import io.monarch.backup.storage.S3Storage;
import io.monarch.environment.Protection;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestS3;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShowBackupCommand} with backups of every format and from every store.
 */
@RealMongo
class ShowBackupIntegrationTests {

	private static final Path DUMPS = Path.of("src/test/resources/fixtures/mongodump").toAbsolutePath();

	@TempDir
	Path folder;

	private TestDatabase database;

	private CommandHarness shell;

	@BeforeEach
	void create(TestDatabase created) {
		this.database = created;
		this.shell = new CommandHarness(List.of(CommandHarness.settings("dev", created.uri(), Protection.OPEN)),
				this.folder);
		this.database.collection("dogs").insertOne(new Document("name", "Rex"));
	}

	@AfterEach
	void close() {
		this.shell.close();
	}

	@ParameterizedTest
	@CsvSource({ "dir-gzip, directory of mongodump, 586.3 KiB", "dir-gzip/zoo, directory of mongodump, 586.3 KiB",
			"zoo.archive.gz, 'archive of mongodump, compressed', 586.1 KiB",
			"zoo__2020_04_01.dmp.zip, zip file of the Python monarch," })
	void dumpOfAnotherToolIsShown(String dump, String format, String size) {
		assertThat(this.shell.run("show-backup", DUMPS.resolve(dump).toString())).as(this.shell.err()).isZero();
		assertThat(this.shell.out()).contains("Format:      " + format + "\n",
				"Documents:   not recorded in this format\n", "Proven:      no\n", "Migrations:  no history\n");
		assertThat(row("animals")).startsWith("animals collection - ").endsWith(" _id_, species_1, born_name, tags_1");
		assertThat(row("empty")).endsWith(" _id_");
		assertThat(row("clustered")).endsWith(" by id");
		assertThat(row("log")).startsWith("log capped - ");
		assertThat(row("owls")).isEqualTo("owls view - - -");
		assertThat(row("readings")).startsWith("readings time series - ").endsWith(" none");
		if (size != null) {
			assertThat(row("fs.chunks")).contains(size);
		}
	}

	@Test
	void indexesThatADumpDoesNotContainAreNamedAsSuch() throws Exception {
		Path dump = Files.createDirectories(this.folder.resolve("dump").resolve("shop"));
		Files.write(dump.resolve("dogs.bson"), new byte[] { 14, 0, 0, 0, 16, '_', 'i', 'd', 0, 1, 0, 0, 0, 0 });
		assertThat(this.shell.run("show-backup", this.folder.resolve("dump").toString())).as(this.shell.err()).isZero();
		assertThat(row("dogs")).isEqualTo("dogs collection - 14 B none recorded");
	}

	@Test
	void backupOnS3IsShown() throws Exception {
		try (TestS3 s3 = TestS3.start(Files.createDirectory(this.folder.resolve("s3")));
				S3Storage storage = new S3Storage(s3.client(TestS3.SECRET), "backups", "prefix", true);
				CommandHarness onS3 = new CommandHarness(
						List.of(CommandHarness.settings("dev", this.database.uri(), Protection.OPEN)), this.folder,
						storage)) {
			assertThat(onS3.run("backup", "dev")).as(onS3.err()).isZero();
			String backup = onS3.out().strip();
			assertThat(onS3.run("verify-backup", "latest@dev", "--restore-on", "dev")).as(onS3.err()).isZero();
			assertThat(onS3.run("show-backup", "latest")).as(onS3.err()).isZero();
			assertThat(onS3.out()).contains("Backup:      " + backup, "Format:      Monarch", "Environment: dev",
					"Documents:   1 document, ", ", on 'dev' (MongoDB ");
			assertThat(onS3.out().replaceAll(" +", " ")).contains("\ndogs collection 1 ", " _id_");
			assertThat(onS3.run("show-backup", backup + "x")).isEqualTo(2);
			assertThat(onS3.err()).contains("There is no backup '" + backup + "x'");
		}
	}

	@Test
	void backupThatCannotBeReadIsNamed() throws Exception {
		assertThat(this.shell.run("backup", "dev")).as(this.shell.err()).isZero();
		Path backup = this.folder.resolve("backups").resolve(this.shell.out().strip());
		byte[] bytes = Files.readAllBytes(backup);
		Files.write(backup, Arrays.copyOf(bytes, bytes.length / 2));
		assertThat(this.shell.run("show-backup", "latest")).isEqualTo(2);
		assertThat(this.shell.run("show-backup", backup.getFileName().toString())).isEqualTo(2);
		assertThat(this.shell.err()).contains("Backup '" + backup.getFileName() + "' is incomplete or truncated");
		int manifest = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("monarch.json") - 200;
		byte[] damaged = bytes.clone();
		damaged[manifest] ^= 1;
		Files.write(backup, damaged);
		assertThat(this.shell.run("show-backup", backup.getFileName().toString())).isEqualTo(2);
		assertThat(this.shell.err()).contains("Backup '" + backup.getFileName() + "' is damaged");
		Files.write(backup, new byte[0]);
		assertThat(this.shell.run("show-backup", backup.getFileName().toString())).isEqualTo(2);
		assertThat(this.shell.err()).contains("Backup '" + backup.getFileName() + "' is empty");
		assertThat(this.shell.out()).isEmpty();
	}

	@Test
	void backupOfAnotherDateThanInItsNameSaysThatItIsLeftOut() throws Exception {
		assertThat(this.shell.run("backup", "dev")).as(this.shell.err()).isZero();
		Path backup = this.folder.resolve("backups").resolve(this.shell.out().strip());
		Files.move(backup, backup.resolveSibling("old__2016_01_01.dmp.zip"));
		assertThat(this.shell.run("show-backup", "old__2016_01_01.dmp.zip")).as(this.shell.err()).isZero();
		assertThat(this.shell.out())
			.contains("Notice:      Its date is impossible, so 'latest' and 'prune-backups' leave it out.");
	}

	/**
	 * Return the row of a collection, with one space between its cells.
	 */
	private String row(String collection) {
		return this.shell.out()
			.lines()
			.filter((line) -> line.startsWith(collection + " "))
			.map((line) -> line.strip().replaceAll(" +", " "))
			.findFirst()
			.orElseThrow();
	}

}
