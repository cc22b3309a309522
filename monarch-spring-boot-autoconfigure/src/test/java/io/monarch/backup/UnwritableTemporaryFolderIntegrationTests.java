package io.monarch.backup;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for backups in a process without a temporary folder, as in a container whose root
 * is read-only: there is no library for Zstandard.
 */
@RealMongo
class UnwritableTemporaryFolderIntegrationTests {

	@TempDir
	Path folder;

	@Test
	void onlyBackupsWithZstandardNeedATemporaryFolder(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("name", "Rex"));
		Path missing = this.folder.resolve("missing");
		try (JavaProcess process = JavaProcess.start(Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + missing),
				Job.class, database.uri(), this.folder)) {
			assertThat(process.end()).contains("GZIP: verified and restored", "NONE: verified and restored")
				.filteredOn((line) -> line.startsWith("ZSTD"))
				.singleElement()
				.asString()
				.contains("FAILED", missing.toString());
		}
		assertThat(this.folder.resolve("ZSTD").toFile().list()).containsExactly(".lock");
	}

	/**
	 * Backs up, verifies and restores with each compression.
	 */
	static final class Job {

		private static final TransferListener SILENT = new TransferListener() {
		};

		private Job() {
		}

		public static void main(String[] args) {
			ConnectionString uri = new ConnectionString(args[0]);
			MongoClientSettings client = MongoClientSettings.builder().applyConnectionString(uri).build();
			try (Environments environments = Environments
				.of(List.of(new EnvironmentSettings("test", client, uri.getDatabase(), null)), "test")) {
				for (Compression compression : Compression.values()) {
					try {
						run(environments.get("test"), new FolderStorage(Path.of(args[1], compression.name())),
								compression);
						System.out.println(compression + ": verified and restored");
					}
					catch (MonarchException ex) {
						System.out.println(compression + ": " + ex.kind() + " " + ex.getMessage());
					}
				}
			}
		}

		private static void run(Environment environment, FolderStorage storage, Compression compression) {
			Backups backups = new Backups(storage, Clock.systemUTC());
			String name = new BackupCreator(storage, compression, Clock.systemUTC())
				.create(environment, EnvironmentReader.EVERYTHING, "zoo", SILENT)
				.name();
			assertThat(backups.verify(name, SILENT).problems()).isEmpty();
			var unused = new BackupRestorer(backups, new DatabaseReplacement(Copies.LOCKS)).restore(name, environment,
					Set.of(), Copies.approval(environment), ReplacementOptions.DEFAULT, SILENT);
		}

	}

}
