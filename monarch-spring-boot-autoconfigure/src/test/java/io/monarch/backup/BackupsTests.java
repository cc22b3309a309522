package io.monarch.backup;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.archive.ArchiveWriter;
import io.monarch.backup.archive.BackupOrigin;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.StoredFile;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Backups}.
 */
class BackupsTests {

	private static final Instant DAY = Instant.parse("2026-11-23T10:00:00Z");

	@TempDir
	Path folder;

	@Test
	void findPrunableWhenPartsAreBackedUpMoreOftenKeepsWholeBackups() throws Exception {
		String oldest = create("shop", null, DAY.minusSeconds(3000));
		String older = create("shop", null, DAY.minusSeconds(2000));
		String oldPart = create("orders", "orders", DAY.minusSeconds(1000));
		create("orders", "orders", DAY.minusSeconds(900));
		create("orders", "orders", DAY.minusSeconds(800));
		create("users", "users", DAY.minusSeconds(700));
		assertThat(backups().findPrunable(2, 0)).extracting(BackupEntry::name).containsExactly(oldPart);
		assertThat(backups().findPrunable(1, 0)).extracting(BackupEntry::name).contains(oldest).doesNotContain(older);
	}

	@Test
	void listWhenABackupIsOfAQuerySetNamesItAndItIsGood() throws Exception {
		String part = create("orders", "orders", DAY);
		create("shop", null, DAY.minusSeconds(1));
		assertThat(backups().list()).extracting(BackupEntry::querySet).containsExactly("orders", null);
		assertThat(backups().verify(part, new TransferListener() {
		}).isGood()).isTrue();
	}

	@Test
	void listWhenABackupCannotBeReadShowsTheOthers() throws Exception {
		String good = create("shop", null, DAY);
		String bad = create("shop", null, DAY.minusSeconds(100));
		Backups backups = new Backups(new Refusing(new FolderStorage(this.folder), bad, () -> {
			throw new AccessDeniedException(bad);
		}), Clock.systemUTC());
		assertThat(backups.list()).extracting(BackupEntry::name, BackupEntry::state)
			.containsExactlyInAnyOrder(tuple(good, State.COMPLETE), tuple(bad, State.UNREADABLE));
		assertThat(backups.find(bad).environment()).isNull();
		assertThat(backups.findPrunable(1, 0)).isEmpty();
	}

	@Test
	void listWhenABackupIsDeletedMeanwhileLeavesItOut() throws Exception {
		String good = create("shop", null, DAY);
		String gone = create("shop", null, DAY.minusSeconds(100));
		Backups backups = new Backups(
				new Refusing(new FolderStorage(this.folder), gone, () -> Files.delete(this.folder.resolve(gone))),
				Clock.systemUTC());
		assertThat(backups.list()).extracting(BackupEntry::name).containsExactly(good);
	}

	@Test
	void findWhenTheBackupIsDeletedMeanwhileSaysThatThereIsNone() throws Exception {
		String gone = create("shop", null, DAY);
		Backups backups = new Backups(
				new Refusing(new FolderStorage(this.folder), gone, () -> Files.delete(this.folder.resolve(gone))),
				Clock.systemUTC());
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> backups.find(gone))
			.withMessageContaining("There is no backup '" + gone + "'");
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private String create(String base, @Nullable String querySet, Instant time) throws Exception {
		BackupOrigin origin = new BackupOrigin("production", "shop", querySet, "8.0.0", time);
		try (BackupWriter output = new FolderStorage(this.folder).create(base,
				LocalDate.ofInstant(time, ZoneOffset.UTC));
				ArchiveWriter archive = new ArchiveWriter(output, origin, Compression.ZSTD)) {
			archive.complete(true);
			return output.name();
		}
	}

	/**
	 * A store in which something happens before one of its files is opened.
	 */
	private record Refusing(BackupStorage storage, String name, Event event) implements BackupStorage {

		@Override
		public String description() {
			return this.storage.description();
		}

		@Override
		public List<StoredFile> list() throws IOException {
			return this.storage.list();
		}

		@Override
		public BackupFile open(String file) throws IOException {
			if (file.equals(this.name)) {
				this.event.happen();
			}
			return this.storage.open(file);
		}

		@Override
		public BackupWriter create(String base, LocalDate date) throws IOException {
			return this.storage.create(base, date);
		}

		@Override
		public void delete(String file) throws IOException {
			this.storage.delete(file);
		}

	}

	@FunctionalInterface
	private interface Event {

		void happen() throws IOException;

	}

}
