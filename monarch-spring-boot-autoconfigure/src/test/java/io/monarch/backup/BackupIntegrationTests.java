package io.monarch.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.S3Storage;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestS3;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.Picture;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import io.monarch.transfer.Zoo;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for making and restoring backups with a real MongoDB.
 */
@EveryServer
@RealMongo
class BackupIntegrationTests {

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnumSource(Compression.class)
	void restoreWhenBackupHoldsAllKindsIsEqual(Compression compression, TestDatabase source) {
		Zoo.fill(source.database());
		BackupResult backup = create(source, compression);
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("old").insertOne(new Document("x", 1));
			TransferResult restored = restore(backup.name(), target, Set.of());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			assertThat(restored.documents()).isEqualTo(backup.transfer().documents());
		}
		assertThat(backups().verify(backup.name(), SILENT).problems()).isEmpty();
	}

	@Test
	void backupBesideACappedCollectionIsConsistentExceptForThat(TestDatabase source) {
		source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 4096));
		source.collection("log").insertOne(new Document("x", 1));
		source.collection("dogs").insertOne(new Document("x", 1));
		source.database().createView("view", "dogs", List.of());
		BackupResult backup = create(source, Compression.ZSTD);
		assertThat(backup.transfer().inconsistent()).containsExactly("log");
		assertThat(backup.environment()).isEqualTo("test");
		assertThat(backup.database()).isEqualTo(source.name());
		try (TestDatabase target = TestDatabase.create()) {
			assertThat(restore(backup.name(), target, Set.of()).inconsistent()).containsExactly("log");
			assertThat(restore(backup.name(), target, Set.of("dogs")).consistent()).isTrue();
			assertThat(restore(backup.name(), target, Set.of("log")).consistent()).isFalse();
		}
		assertThat(backups().verify(backup.name(), SILENT).problems()).isEmpty();
	}

	@Test
	void listShowsWhatABackupSaysOfItself(TestDatabase source) {
		source.collection("dogs").insertMany(List.of(new Document("x", 1), new Document("x", 2)));
		BackupResult first = create(source, Compression.ZSTD);
		BackupResult second = create(source, Compression.ZSTD);
		assertThat(backups().list()).extracting(BackupEntry::name).containsExactly(second.name(), first.name());
		BackupEntry entry = backups().list().get(0);
		assertThat(entry.environment()).isEqualTo("test");
		assertThat(entry.database()).isEqualTo(source.name());
		assertThat(entry.documents()).isEqualTo(2);
		assertThat(entry.size()).isEqualTo(second.size());
		assertThat(first.name()).matches(source.name() + "__\\d{4}_\\d\\d_\\d\\d\\.dmp\\.zip");
		assertThat(second.name()).matches(source.name() + "__\\d{4}_\\d\\d_\\d\\d_2\\.dmp\\.zip");
	}

	@Test
	void restoreWhenOnlySomeCollectionsLeavesTheOthers(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("x", 1));
		source.collection("cats").insertOne(new Document("x", 1));
		BackupResult backup = create(source, Compression.ZSTD);
		source.collection("dogs").drop();
		source.collection("cats").insertOne(new Document("x", 2));
		source.collection("new").insertOne(new Document("x", 2));
		restore(backup.name(), source, Set.of("dogs"));
		assertThat(source.collection("dogs").countDocuments()).isOne();
		assertThat(source.collection("cats").countDocuments()).isEqualTo(2);
		assertThat(source.collection("new").countDocuments()).isOne();
	}

	@Test
	void restoreOfSomeCollectionsNeedsTheirShareOfTheRoom(TestDatabase source) {
		source.collection("settings").insertOne(new Document("x", 1));
		source.collection("dogs").insertOne(new Document("bytes", new byte[1_000_000]));
		BackupResult backup = create(source, Compression.NONE);
		try (var all = backups().open(backup.name());
				var some = backups().open(backup.name()).only(Set.of("settings"))) {
			assertThat(all.bytesOnDisk()).isGreaterThan(1_000_000);
			assertThat(some.bytesOnDisk()).isBetween(1L, 1000L);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "dir-gzip", "dir-gzip/zoo", "zoo.archive.gz", "zoo__2020_04_01.dmp.zip" })
	void restoreWhenDumpIsOfAnotherToolGivesWhatItHeld(String name, TestDatabase target) throws Exception {
		Path fixtures = Path.of("src", "test", "resources", "fixtures", "mongodump");
		if (!Zoo.hasClusteredCollections(target.database())) {
			// Such a server cannot have the one and cannot read the other: the one that
			// comes
			// first in the dump is named.
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> restore(fixtures.resolve(name).toString(), target, Set.of()))
				.satisfies((ex) -> assertThat(ex.getMessage()).containsAnyOf("'clustered' cannot be created",
						"cannot read the buckets of the time-series collection 'readings'"));
			assertThat(Picture.of(target.database())).isEmpty();
			return;
		}
		restore(fixtures.resolve(name).toString(), target, Set.of());
		assertThat(Expected.of(target.database(), fixtures, name.endsWith(".zip"))).isEmpty();
	}

	@LongTest
	@Test
	void restoreWhenBackupIsOnS3IsEqual(TestDatabase source) throws Exception {
		Zoo.fill(source.database());
		try (TestS3 s3 = TestS3.start(Files.createDirectory(this.folder.resolve("s3")));
				S3Storage storage = new S3Storage(s3.client(TestS3.SECRET), "backups", "prefix", true);
				TestDatabase target = TestDatabase.create()) {
			BackupResult backup = new BackupCreator(storage, Compression.ZSTD, Clock.systemUTC())
				.create(source.environment(), EnvironmentReader.EVERYTHING, "shop", SILENT);
			Backups backups = new Backups(storage, Clock.systemUTC());
			assertThat(backups.list()).singleElement().satisfies((entry) -> {
				assertThat(entry.name()).startsWith("shop__");
				assertThat(entry.documents()).isEqualTo(backup.transfer().documents());
			});
			assertThat(backups.verify(backup.name(), SILENT).problems()).isEmpty();
			new BackupRestorer(backups, new DatabaseReplacement(Copies.LOCKS)).restore(backup.name(),
					target.environment(), Set.of(), Copies.approval(target.environment()), ReplacementOptions.DEFAULT,
					SILENT);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private BackupResult create(TestDatabase source, Compression compression) {
		return new BackupCreator(new FolderStorage(this.folder), compression, Clock.systemUTC())
			.create(source.environment(), EnvironmentReader.EVERYTHING, null, SILENT);
	}

	private TransferResult restore(String backup, TestDatabase target, Set<String> only) {
		return new BackupRestorer(backups(), new DatabaseReplacement(Copies.LOCKS)).restore(backup,
				target.environment(), only, Copies.approval(target.environment()), ReplacementOptions.DEFAULT, SILENT);
	}

}
