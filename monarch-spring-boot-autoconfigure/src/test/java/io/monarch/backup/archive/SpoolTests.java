package io.monarch.backup.archive;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.monarch.environment.MonarchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Spool}.
 */
class SpoolTests {

	@TempDir
	Path folder;

	@Test
	void readGivesWhatWasWritten() throws Exception {
		try (Spool spool = Spool.create();
				OutputStream output = spool.output();
				InputStream copy = Spool.copy(new ByteArrayInputStream(new byte[] { 1, 2, 3, 4 }), output)) {
			assertThat(copy.readAllBytes()).containsExactly(1, 2, 3, 4);
			assertThat(spool.read(1, 2).readAllBytes()).containsExactly(2, 3);
		}
	}

	/**
	 * A full disk is no damaged backup: another copy of it would not help.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void writeWhenTheDiskIsFullSaysWhereAndWhatToDo() throws Exception {
		FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.READ, StandardOpenOption.WRITE);
		try (Spool spool = new Spool(full); OutputStream output = spool.output()) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ReadFailures.reading("zoo.archive.gz", () -> {
					output.write(new byte[] { 1, 2, 3 });
					return "";
				}))
				.isNotInstanceOf(BadBackupException.class)
				.withMessageContaining(System.getProperty("java.io.tmpdir"))
				.withMessageContaining("No space left")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.FAILED))
				.satisfies((ex) -> assertThat(ex.action()).contains("-Djava.io.tmpdir="));
		}
	}

	@Test
	void readWhenTheFileIsGoneIsNotTheBackupsFault() throws Exception {
		Path file = this.folder.resolve("spool");
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		Spool spool = new Spool(channel);
		InputStream input = spool.read(0, 10);
		spool.close();
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> ReadFailures.reading("zoo.archive.gz", input::read))
			.isNotInstanceOf(BadBackupException.class);
	}

}
