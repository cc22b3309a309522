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
import java.util.Set;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.archive.ArchiveWriter;
import io.monarch.backup.archive.BackupOrigin;
import io.monarch.backup.archive.BackupOwner;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.StoredFile;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionWriter;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
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

	private static final Instant DAY = Instant.parse("2024-11-23T10:00:00Z");

	private static final Clock CLOCK = Clock.fixed(DAY.plusSeconds(60), ZoneOffset.UTC);

	private static final TransferListener SILENT = new TransferListener() {
	};

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
		assertThat(prunable(2)).containsExactly(oldPart);
		assertThat(prunable(1)).contains(oldest).doesNotContain(older);
	}

	@Test
	void pruneWhenABackupCannotBeDeletedDeletesTheOthersAndSaysWhich() throws Exception {
		String oldest = create("shop", null, DAY.minusSeconds(3000));
		String older = create("shop", null, DAY.minusSeconds(2000));
		String newest = create("shop", null, DAY.minusSeconds(1000));
		Backups backups = new Backups(new Refusing(new FolderStorage(this.folder), oldest, () -> {
			throw new AccessDeniedException(oldest);
		}), CLOCK);
		Prunable prunable = backups().findPrunable(1, 0, false, SILENT);
		Pruned pruned = backups.prune(prunable);
		assertThat(pruned.deleted()).extracting(BackupEntry::name).containsExactly(older);
		assertThat(pruned.failures()).singleElement().asString().contains(oldest, "does not allow access");
		assertThat(backups().names()).containsExactlyInAnyOrder(oldest, newest);
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
		}), CLOCK);
		assertThat(backups.list()).extracting(BackupEntry::name, BackupEntry::state)
			.containsExactlyInAnyOrder(tuple(good, State.COMPLETE), tuple(bad, State.UNREADABLE));
		assertThat(backups.find(bad).environment()).isNull();
		assertThat(backups.findPrunable(1, 0, false, SILENT).entries()).isEmpty();
	}

	@Test
	void listWhenABackupIsDeletedMeanwhileLeavesItOut() throws Exception {
		String good = create("shop", null, DAY);
		String gone = create("shop", null, DAY.minusSeconds(100));
		Backups backups = new Backups(
				new Refusing(new FolderStorage(this.folder), gone, () -> Files.delete(this.folder.resolve(gone))),
				CLOCK);
		assertThat(backups.list()).extracting(BackupEntry::name).containsExactly(good);
	}

	@Test
	void findWhenTheBackupIsDeletedMeanwhileSaysThatThereIsNone() throws Exception {
		String gone = create("shop", null, DAY);
		Backups backups = new Backups(
				new Refusing(new FolderStorage(this.folder), gone, () -> Files.delete(this.folder.resolve(gone))),
				CLOCK);
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> backups.find(gone))
			.withMessageContaining("There is no backup '" + gone + "'");
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), CLOCK);
	}

	private List<String> prunable(int keepLast) {
		return backups().findPrunable(keepLast, 0, false, SILENT).entries().stream().map(BackupEntry::name).toList();
	}

	private String create(String base, @Nullable String querySet, Instant time) throws Exception {
		BackupOrigin origin = new BackupOrigin("production", "shop", querySet, "8.0.0", time,
				new BackupOwner("shop", List.of("db1:27017")));
		try (BackupWriter output = new FolderStorage(this.folder).create(base,
				LocalDate.ofInstant(time, ZoneOffset.UTC));
				ArchiveWriter archive = new ArchiveWriter(output, origin, Compression.ZSTD)) {
			CollectionWriter dogs = archive.open(new CollectionDefinition("dogs", CollectionDefinition.Kind.COLLECTION,
					new BsonDocument(), List.of(), "", 0, 0));
			PartWriter part = dogs.part();
			part.write(DocumentBatch.of(List.of(RawBsonDocument.parse("{_id: 1}"))));
			part.end();
			var unused = dogs.finish();
			archive.complete(Set.of());
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
		public byte[] readProof(String name) throws IOException {
			return this.storage.readProof(name);
		}

		@Override
		public void writeProof(String name, byte[] record) throws IOException {
			this.storage.writeProof(name, record);
		}

		@Override
		public String placeOfProof(String name) {
			return this.storage.placeOfProof(name);
		}

		@Override
		public void delete(String file) throws IOException {
			if (file.equals(this.name)) {
				this.event.happen();
			}
			this.storage.delete(file);
		}

	}

	@FunctionalInterface
	private interface Event {

		void happen() throws IOException;

	}

}
