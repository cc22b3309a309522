package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

import io.monarch.testsupport.JavaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FolderStorage}.
 */
class FolderStorageTests extends BackupStorageContract {

	@TempDir
	private Path parent;

	@Override
	BackupStorage storage() {
		return new FolderStorage(this.parent.resolve("new").resolve("backups"));
	}

	@Override
	List<String> hidden() throws IOException {
		try (Stream<Path> paths = Files.list(this.parent.resolve("new").resolve("backups"))) {
			return paths.map((path) -> path.getFileName().toString())
				.filter((name) -> name.startsWith(".") && !name.equals(".lock"))
				.toList();
		}
	}

	@Test
	void whatADeadWriterLeftIsDroppedByTheNext() throws Exception {
		Path folder = Files.createDirectories(this.parent.resolve("new").resolve("backups"));
		Path left = Files.writeString(folder.resolve(".shop__2026_11_23.dmp.zip.part"), "half");
		assertThat(storage().list()).isEmpty();
		try (BackupWriter writer = storage().create("shop", LocalDate.of(2026, 11, 23))) {
			assertThat(writer.name()).isEqualTo("shop__2026_11_23.dmp.zip");
		}
		assertThat(left).doesNotExist();
	}

	@Test
	void whatAWriterThatDiedJustBeforeItsEndLeftIsABackup() throws Exception {
		String name = "shop__2026_11_23.dmp.zip";
		Path folder = Files.createDirectories(this.parent.resolve("new").resolve("backups"));
		Path left = Files.writeString(folder.resolve("." + name + ".part"), "whole");
		Files.createLink(folder.resolve(name), left);
		try (BackupWriter writer = storage().create("shop", LocalDate.of(2026, 11, 23))) {
			assertThat(writer.name()).isEqualTo("shop__2026_11_23_2.dmp.zip");
		}
		assertThat(hidden()).isEmpty();
		assertThat(folder.resolve(name)).hasContent("whole");
	}

	@Test
	void writerThatWasInterruptedLeavesNothing() throws Exception {
		BackupWriter interrupted = storage().create("shop", LocalDate.of(2026, 11, 23));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> interrupted.channel().write(ByteBuffer.wrap(bytes(10))));
		interrupted.close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(hidden()).isEmpty();
	}

	@Test
	void writerThatWasInterruptedLeavesTheFileOfAnotherAlone() throws Exception {
		BackupWriter interrupted = storage().create("shop", LocalDate.of(2026, 11, 23));
		interrupted.channel().close(); // as an interrupt does
		Path temporary = this.parent.resolve("new").resolve("backups").resolve("." + interrupted.name() + ".part");
		Files.delete(temporary); // as the next process does
		try (JavaProcess next = JavaProcess.start(LockingProcess.class, temporary)) {
			next.await("LOCKED");
			interrupted.close();
			assertThat(hidden()).hasSize(1);
		}
	}

	@Test
	void writersThatBeginAndEndAtOnceDoNotDisturbEachOther() throws Exception {
		for (int i = 0; i < 20; i++) {
			writersAtOnceGetNamesOfTheirOwn();
			for (StoredFile file : storage().list()) {
				storage().delete(file.name());
			}
		}
	}

	@Test
	void folderThatIsAFileCannotBeUsed() throws Exception {
		FolderStorage storage = new FolderStorage(Files.writeString(this.parent.resolve("file"), ""));
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> storage.create("shop", LocalDate.of(2026, 11, 23)));
	}

}
