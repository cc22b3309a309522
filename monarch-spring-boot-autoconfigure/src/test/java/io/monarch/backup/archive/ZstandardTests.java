package io.monarch.backup.archive;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;

import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Zstandard}.
 */
class ZstandardTests {

	@TempDir
	Path folder;

	/**
	 * In a process of its own: the library is loaded once.
	 */
	@Test
	void loadWhenTheTemporaryDirectoryCannotBeWrittenSaysSo() throws Exception {
		String missing = this.folder.resolve("missing").toString();
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Djava.io.tmpdir=" + missing, Backup.class.getName(),
				this.folder.resolve("backups").toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		assertThat(output).contains("FAILED", missing, "-Djava.io.tmpdir=");
		assertThat(new File(this.folder.resolve("backups").toString(), "zoo__2026_11_23.dmp.zip")).doesNotExist();
	}

	@Test
	void reasonIsInOneLine() {
		assertThat(Zstandard.reason(new UnsatisfiedLinkError("/tmp/libzstd-jni-1.so: /tmp/libzstd-jni-1.so: "
				+ "failed to map segment from shared object\nno zstd-jni-1 in java.library.path: /usr/lib")))
			.isEqualTo("failed to map segment from shared object");
		assertThat(Zstandard.reason(new ExceptionInInitializerError("Cannot unpack libzstd-jni-1: Permission denied")))
			.isEqualTo("Cannot unpack libzstd-jni-1: Permission denied");
	}

	/**
	 * Begins a backup, and prints why that fails.
	 */
	static final class Backup {

		private Backup() {
		}

		public static void main(String[] args) throws Exception {
			try (var output = new FolderStorage(Path.of(args[0])).create("zoo", LocalDate.of(2026, 11, 23));
					var unused = new ArchiveWriter(output,
							new BackupOrigin("test", "zoo", null, "8.0.0", Instant.parse("2026-11-23T10:00:00Z")),
							Compression.ZSTD)) {
				System.out.println("begun");
			}
			catch (MonarchException ex) {
				System.out.println(ex.kind() + " " + ex.getMessage() + " " + ex.action());
			}
		}

	}

}
