package io.monarch.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.monarch.testsupport.JavaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FolderStorage}.
 */
class FolderStorageTests extends BackupStorageContract {

	private static final LocalDate DAY = LocalDate.of(2026, 11, 23);

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
		Path left = Files.writeString(PartFile.of(folder, "shop__2026_11_23.dmp.zip").path(), "half");
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
		Path left = Files.writeString(PartFile.of(folder, name).path(), "whole");
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
		Path temporary = PartFile.of(this.parent.resolve("new").resolve("backups"), interrupted.name()).path();
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

	@Test
	void whatIsCreatedIsReadableByItsOwnerAlone() throws Exception {
		try (BackupWriter writer = storage().create("shop", DAY)) {
			writer.channel().write(ByteBuffer.wrap(bytes(10)));
			assertThat(permissions(PartFile.of(folder(), writer.name()).path())).isEqualTo("rw-------");
			writer.complete();
			assertThat(permissions(folder().resolve(writer.name()))).isEqualTo("rw-------");
		}
		assertThat(permissions(folder())).isEqualTo("rwx------");
		assertThat(permissions(this.parent.resolve("new"))).isEqualTo("rwx------");
	}

	@Test
	void folderThatExistsKeepsItsPermissions() throws Exception {
		Files.createDirectories(folder());
		Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-x---"));
		storage().create("shop", DAY).close();
		assertThat(permissions(folder())).isEqualTo("rwxr-x---");
	}

	@Test
	void folderThatIsASymbolicLinkIsUsed() throws Exception {
		Path real = Files.createDirectories(this.parent.resolve("real"));
		Path link = Files.createSymbolicLink(this.parent.resolve("link"), real);
		FolderStorage storage = new FolderStorage(link);
		try (BackupWriter writer = storage.create("shop", DAY)) {
			writer.complete();
		}
		assertThat(storage.list()).hasSize(1);
		assertThat(real.resolve("shop__2026_11_23.dmp.zip")).exists();
	}

	@ParameterizedTest
	@ValueSource(strings = { ".video.mp4.part", ".shop.dmp.zip.part", ".shop__2026_11_23.dmp.zip.crdownload.part",
			".shop__2026_11_23.zip.part", ".part", ".x.0123abcd.part" })
	void partOfAnotherProgramIsLeftAlone(String name) throws Exception {
		Path other = Files.writeString(Files.createDirectories(folder()).resolve(name), "half");
		Files.setLastModifiedTime(other, FileTime.fromMillis(0));
		storage().create("shop", DAY).close();
		assertThat(other).hasContent("half");
	}

	@ParameterizedTest
	@ValueSource(strings = { ".shop__2026_11_23.dmp.zip.0123abcd.part", ".shop__2026_11_23.dmp.zip.part" })
	void partOfAnotherHostIsLeftAloneForADayAndReservesItsName(String name) throws Exception {
		Path other = Files.writeString(Files.createDirectories(folder()).resolve(name), "half");
		try (BackupWriter writer = storage().create("shop", DAY)) {
			assertThat(writer.name()).isEqualTo("shop__2026_11_23_2.dmp.zip");
		}
		assertThat(other).hasContent("half");
		Files.setLastModifiedTime(other, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
		storage().create("shop", DAY).close();
		assertThat(other).doesNotExist();
	}

	@Test
	void partThatIsADirectoryOrALinkDoesNotStopABackup() throws Exception {
		Files.createDirectories(PartFile.of(folder(), "shop__2026_11_23.dmp.zip").path());
		Path target = Files.writeString(this.parent.resolve("target"), "kept");
		Files.createSymbolicLink(PartFile.of(folder(), "shop__2026_11_23_2.dmp.zip").path(), target);
		Files.createSymbolicLink(PartFile.of(folder(), "shop__2026_11_23_3.dmp.zip").path(), folder().resolve("x"));
		try (BackupWriter writer = storage().create("shop", DAY)) {
			assertThat(writer.name()).isEqualTo("shop__2026_11_23_4.dmp.zip");
		}
		assertThat(target).hasContent("kept");
	}

	@Test
	void backupWhoseNameAnotherHostTakesMeanwhileGetsTheNextOne() throws Exception {
		try (BackupWriter writer = storage().create("shop", DAY)) {
			Files.writeString(folder().resolve("shop__2026_11_23.dmp.zip"), "another");
			writer.channel().write(ByteBuffer.wrap(bytes(10)));
			writer.complete();
			assertThat(writer.name()).isEqualTo("shop__2026_11_23_2.dmp.zip");
		}
		assertThat(folder().resolve("shop__2026_11_23.dmp.zip")).hasContent("another");
		assertThat(folder().resolve("shop__2026_11_23_2.dmp.zip")).hasSize(10);
		assertThat(hidden()).isEmpty();
	}

	@Test
	void listWhenThereAreOtherThingsShowsTheFiles() throws Exception {
		Files.writeString(Files.createDirectories(folder()).resolve("shop__2026_11_23.dmp.zip"), "file");
		Files.createDirectory(folder().resolve("directory__2026_11_23.dmp.zip"));
		Files.createSymbolicLink(folder().resolve("dangling__2026_11_23.dmp.zip"), folder().resolve("nothing"));
		shell("mkfifo fifo__2026_11_23.dmp.zip");
		assertThat(storage().list()).extracting(StoredFile::name).containsExactly("shop__2026_11_23.dmp.zip");
	}

	@Test
	void fileWhoseNameIsNotValidIsListedUnderANameThatOpensAndDeletesIt() throws Exception {
		Files.writeString(Files.createDirectories(folder()).resolve("gr\ufffd\ufffde__2026_11_23.dmp.zip"), "another");
		shell("printf latin > \"$(printf 'gr\\366\\337e__2026_11_23.dmp.zip')\"");
		String name = "gr%F6%DFe__2026_11_23.dmp.zip";
		assertThat(storage().list()).extracting(StoredFile::name)
			.containsExactlyInAnyOrder("gr\ufffd\ufffde__2026_11_23.dmp.zip", name);
		try (BackupFile file = storage().open(name); InputStream input = file.read(0, file.size())) {
			assertThat(input.readAllBytes()).asString().isEqualTo("latin");
		}
		storage().delete(name);
		assertThat(storage().list()).extracting(StoredFile::name)
			.containsExactly("gr\ufffd\ufffde__2026_11_23.dmp.zip");
	}

	@Test
	void withoutALocaleNamesAreEscapedOrRefused() throws Exception {
		Files.writeString(Files.createDirectories(folder()).resolve("größe__2026_11_23.dmp.zip"), "content");
		try (JavaProcess process = JavaProcess.start(Map.of("LC_ALL", "C", "LANG", "C"), NoLocaleProcess.class,
				folder())) {
			assertThat(process.await("LISTED")).isEqualTo("LISTED gr%C3%B6%C3%9Fe__2026_11_23.dmp.zip of 7");
			assertThat(process.await("REFUSED")).contains("BAD_INPUT", "gr\\u00f6\\u00dfe__2026_11_23.dmp.zip");
			assertThat(process.await("NEXT")).contains("LC_ALL=C.UTF-8", "--name");
		}
	}

	private Path folder() {
		return this.parent.resolve("new").resolve("backups");
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	private void shell(String script) throws Exception {
		assertThat(new ProcessBuilder("sh", "-c", script).directory(folder().toFile()).start().waitFor()).isZero();
	}

}
