package io.monarch.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.ArchiveWriter;
import io.monarch.backup.archive.BackupOrigin;
import io.monarch.backup.archive.BadBackupException;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.LocalFile;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.RoundCount;
import io.monarch.transfer.Transfer;
import io.monarch.transfer.TransferListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests what a backup with any bit wrong leads to. Some bytes in every build; all of them
 * with {@code -Dmonarch.test.every=1}.
 */
@InRounds
class BackupDamageTests {

	private static final Path FIXTURES = Path.of("src", "test", "resources", "fixtures", "mongodump");

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnumSource(Compression.class)
	void backupWhenAnyBitIsFlippedIsRefused(Compression compression) throws Exception {
		Path file = create(compression);
		byte[] good = Files.readAllBytes(file);
		int tried = 0;
		for (int position = 0; position < good.length; position += RoundCount.every(good.length, 200, 2000)) {
			byte[] bad = good.clone();
			bad[position] ^= (byte) (1 << (position % 8));
			Files.write(file, bad);
			assertThat(isGood(file)).as("bit %d of byte %d of %d", position % 8, position, good.length).isFalse();
			tried++;
		}
		Files.write(file, good);
		assertThat(isGood(file)).isTrue();
		System.out.println(
				compression + ": " + tried + " backups with a bit flipped were refused, of " + good.length + " bytes");
	}

	@ParameterizedTest
	@EnumSource(Compression.class)
	void backupWhenCutAnywhereIsRefused(Compression compression) throws Exception {
		Path file = create(compression);
		byte[] good = Files.readAllBytes(file);
		int tried = 0;
		for (int length = 0; length < good.length; length += RoundCount.every(good.length, 100, 1000)) {
			Files.write(file, Arrays.copyOf(good, length));
			assertThat(isGood(file)).as("cut to %d of %d", length, good.length).isFalse();
			tried++;
		}
		System.out.println(compression + ": " + tried + " backups that were cut off were refused");
	}

	/**
	 * The other forms have no checksums over everything; but nothing may happen that has
	 * no name.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "zoo.archive.gz", "zoo__2020_04_01.dmp.zip" })
	void dumpWhenDamagedIsReadOrRefused(String name) throws Exception {
		byte[] good = Files.readAllBytes(FIXTURES.resolve(name));
		Path file = this.folder.resolve(name);
		int refused = 0;
		int tried = 0;
		for (int position = 0; position < good.length; position += RoundCount.every(good.length, 15, 60)) {
			byte[] bad = good.clone();
			bad[position] ^= (byte) (1 << (position % 8));
			Files.write(file, bad);
			refused += isGood(file) ? 0 : 1;
			Files.write(file, Arrays.copyOf(good, position));
			assertThat(isGood(file)).as("cut to %d", position).isFalse();
			tried++;
		}
		System.out.println(name + ": " + refused + " of " + tried + " with a bit flipped were refused, and all that "
				+ "were cut off");
	}

	@Test
	void backupWhenItIsNoneIsRefused() throws Exception {
		assertRefused(new byte[0], "is empty");
		assertRefused("hello world, this is no backup".getBytes(StandardCharsets.UTF_8), "its format is not known");
		Path empty = Files.createDirectory(this.folder.resolve("nothing"));
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> ArchiveSource.open(empty))
			.withMessageContaining("holds no dump");
	}

	/**
	 * A dump can be made again while a user is asked whether to restore it.
	 */
	@Test
	void dumpThatChangesWhileItIsOpenIsRefused() throws Exception {
		Path dump = Files.createDirectory(this.folder.resolve("dump"));
		Path data = Files.write(dump.resolve("dogs.bson"), new byte[] { 12, 0, 0, 0, 16, 'a', 0, 1, 0, 0, 0, 0 });
		try (OpenBackup opened = backups().open(dump.toString(), null, Set.of())) {
			assertThat(opened.verify(false, SILENT).problems()).isEmpty();
			Files.write(data, new byte[] { 12, 0, 0, 0, 16, 'a', 0, 2, 0, 0, 0, 0 });
			Files.setLastModifiedTime(data, FileTime.from(Instant.EPOCH));
			assertThat(opened.verify(false, SILENT).problems()).singleElement()
				.asString()
				.contains("was changed while it was open", "dogs.bson");
		}
	}

	/**
	 * mongodump writes it since 100.11, beside the collections.
	 */
	@Test
	void zipOfADumpMayHoldThePrelude() throws Exception {
		Path file = this.folder.resolve("dogs__2026_11_28.dmp.zip");
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
			zip.putNextEntry(new ZipEntry("prelude.json"));
			zip.write("{\"ServerVersion\": \"6.0.5\"}".getBytes(StandardCharsets.UTF_8));
			zip.putNextEntry(new ZipEntry("dogs.bson"));
			zip.write(new byte[] { 12, 0, 0, 0, 16, 'a', 0, 1, 0, 0, 0, 0 });
		}
		assertThat(isGood(file)).isTrue();
	}

	/**
	 * What has no name is gone with the process, however that ends.
	 */
	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void compressedArchiveWhileItIsReadHasNoFileInTheTemporaryFolder() throws Exception {
		List<Path> before = spools();
		try (ArchiveSource source = ArchiveSource.open(LocalFile.open(FIXTURES.resolve("zoo.archive.gz")))) {
			assertThat(source.collections()).isNotEmpty();
			// Those of other processes are there for a moment.
			await().untilAsserted(() -> assertThat(before).containsAll(spools()));
		}
	}

	private static List<Path> spools() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("monarch-restore-"))
				.sorted()
				.toList();
		}
	}

	private void assertRefused(byte[] bytes, String why) throws IOException {
		Path file = Files.write(this.folder.resolve("bad.dmp.zip"), bytes);
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> backups().requireGood(file.getFileName().toString(), null, Set.of(), false))
			.withMessageContaining("bad.dmp.zip")
			.withMessageContaining(why)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT));
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private boolean isGood(Path file) {
		return backups().verify(file.getFileName().toString(), SILENT).isGood();
	}

	private Path create(Compression compression) throws Exception {
		FolderStorage storage = new FolderStorage(this.folder);
		try (ArchiveSource source = ArchiveSource.open(FIXTURES.resolve("dir-gzip"))
			.only(Set.of("alltypes", "keepers", "owls", "empty", "readings", "clustered"));
				BackupWriter output = storage.create("zoo", LocalDate.of(2026, 11, 23));
				ArchiveWriter sink = new ArchiveWriter(output,
						new BackupOrigin("test", "zoo", null, "6.0.5", Instant.parse("2026-11-23T10:00:00Z")),
						compression)) {
			var unused = Transfer.run(source, sink, SILENT);
			sink.complete(Set.of());
			return this.folder.resolve(output.name());
		}
	}

}
