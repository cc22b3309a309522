package io.monarch.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.testsupport.FailPoint;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Copies;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.Picture;
import io.monarch.transfer.SwapRecovery;
import io.monarch.transfer.TransferListener;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests what is left when a process that backs up or restores dies, or when the store
 * fails. A few points in every build; all of them with {@code -Dmonarch.test.every=1}.
 */
@RealMongo
@LongTest
class BackupFaultsIntegrationTests {

	private static final EnvironmentLocks LOCKS = Copies.LOCKS;

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@BeforeEach
	void fill(TestDatabase source) {
		SplittableRandom random = new SplittableRandom(7);
		List<Document> dogs = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			byte[] noise = new byte[10_000];
			random.nextBytes(noise);
			dogs.add(new Document("_id", i).append("noise", new Binary(noise)));
		}
		source.collection("dogs").insertMany(dogs);
		source.collection("dogs").createIndex(new Document("name", 1));
		source.collection("owners").insertOne(new Document("name", "Ann"));
		source.database().createView("named", "dogs", List.of());
	}

	@Test
	void backupWhenItsProcessIsKilledAnywhereIsAbsentOrWhole(TestDatabase source) throws IOException {
		String earlier = create(source, new FailPoint("none", 0)).name();
		int points = points(backup(source, "count", 0));
		new FolderStorage(this.folder).delete(backups().names().get(1));
		Map<Integer, Integer> outcomes = new TreeMap<>();
		for (int point = 1; point <= points; point = next(point, points, 2, 6)) {
			try (JavaProcess process = backup(source, "kill", point)) {
				assertThat(process.end()).last().asString().startsWith("POINT " + point);
			}
			List<BackupEntry> left = backups().list();
			assertThat(left).as("killed at point %d", point)
				.hasSizeBetween(1, 2)
				.extracting(BackupEntry::state)
				.containsOnly(State.COMPLETE);
			assertThat(left).extracting(BackupEntry::name).contains(earlier);
			outcomes.merge(left.size() - 1, 1, Integer::sum);
			requireNextIsGood(source, left.size() + 1);
		}
		System.out.println("backups killed at some of " + points + " points: absent " + outcomes.get(0) + ", whole "
				+ outcomes.get(1));
		assertThat(outcomes).containsKeys(0, 1);
	}

	@Test
	void backupWhenTheStoreFailsAnywhereLeavesNothing(TestDatabase source) throws IOException {
		FailPoint counter = new FailPoint("none", 0);
		create(source, counter);
		// The last point comes after the backup has become visible.
		for (int point = 1; point < counter.points(); point++) {
			FailPoint full = new FailPoint(point, () -> {
				throw new UncheckedIOException(new IOException("No space left on device"));
			});
			assertThatExceptionOfType(MonarchException.class).as("point %d", point)
				.isThrownBy(() -> create(source, full))
				.withMessageContaining("No space left on device")
				.withMessageContaining((point == 1) ? this.folder.toString() : "shop__")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.FAILED));
			assertThat(backups().list()).hasSize(1);
			assertThat(hidden()).isEmpty();
		}
		System.out.println("stores failed at " + (counter.points() - 1) + " points, and nothing was left");
		requireNextIsGood(source, 2);
	}

	@Test
	void backupWhenTheDiskIsFullLeavesNothing(TestDatabase source) throws Exception {
		Path disk = Files.createDirectory(this.folder.resolve("disk"));
		Assumptions.assumeTrue(isDone("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()),
				"A small disk can be mounted by root only");
		try {
			FolderStorage storage = new FolderStorage(disk);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> new BackupCreator(storage, Compression.ZSTD, Clock.systemUTC())
					.create(source.environment(), EnvironmentReader.EVERYTHING, "shop", SILENT))
				.withMessageContaining("Backup 'shop__")
				.withMessageContaining("No space left on device")
				.satisfies((ex) -> assertThat(ex.action()).contains("free space"));
			assertThat(storage.list()).isEmpty();
			source.collection("dogs").drop();
			BackupResult small = new BackupCreator(storage, Compression.ZSTD, Clock.systemUTC())
				.create(source.environment(), EnvironmentReader.EVERYTHING, "shop", SILENT);
			assertThat(new Backups(storage, Clock.systemUTC()).verify(small.name(), SILENT).problems()).isEmpty();
		}
		finally {
			assertThat(isDone("umount", disk.toString())).isTrue();
		}
	}

	@Test
	void restoreWhenItsProcessIsKilledAnywhereLeavesTheOldOrTheNew(TestDatabase source) {
		String backup = create(source, new FailPoint("none", 0)).name();
		Map<String, String> complete = Picture.of(source.database());
		Map<String, Integer> outcomes = new TreeMap<>();
		int points;
		try (TestDatabase target = TestDatabase.create()) {
			points = points(restore(target, backup, "count", 0));
		}
		for (int point = 2; point <= points; point = next(point, points, 2, 4)) {
			try (TestDatabase target = TestDatabase.create()) {
				target.collection("dogs").insertOne(new Document("name", "old"));
				target.collection("cats").insertOne(new Document("name", "old"));
				Map<String, String> old = Picture.of(target.database());
				try (JavaProcess process = restore(target, backup, "kill", point)) {
					assertThat(process.end()).last().asString().startsWith("POINT " + point);
				}
				takeLock(target);
				Map<String, String> left = Picture.of(target.database());
				assertThat(left).as("killed at point %d", point).isIn(old, complete);
				outcomes.merge(left.equals(old) ? "old" : "new", 1, Integer::sum);
			}
		}
		System.out.println("restores killed at some of " + points + " points: " + outcomes);
		assertThat(outcomes).containsKeys("old", "new");
	}

	/**
	 * The next backup is a good one and leaves nothing of those before it but themselves.
	 */
	private void requireNextIsGood(TestDatabase source, int count) throws IOException {
		BackupResult next = create(source, new FailPoint("none", 0));
		assertThat(backups().verify(next.name(), SILENT).problems()).isEmpty();
		assertThat(backups().list()).hasSize(count).extracting(BackupEntry::state).containsOnly(State.COMPLETE);
		assertThat(hidden()).isEmpty();
		for (String name : backups().names()) {
			assertThat(backups().verify(name, SILENT).problems()).isEmpty();
			if (!name.matches("shop__\\d{4}_\\d\\d_\\d\\d\\.dmp\\.zip")) {
				backups().delete(name);
			}
		}
	}

	private List<String> hidden() throws IOException {
		try (Stream<Path> paths = Files.list(this.folder)) {
			return paths.map((path) -> path.getFileName().toString())
				.filter((name) -> name.startsWith(".") && !name.equals(".lock"))
				.toList();
		}
	}

	/**
	 * What the next command does; the process that had the lock is dead.
	 */
	private static void takeLock(TestDatabase target) {
		LOCKS.of(target.environment()).takeAway();
		try (Lease lease = LOCKS.of(target.environment()).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.ensureHeld();
		}
		assertThat(target.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.startsWith("monarch_s"));
	}

	/**
	 * Return the next point to try; the last ones are where it is decided.
	 */
	private static int next(int point, int points, int few, int many) {
		int every = RoundCount.every(points, few, many);
		return (point < points) ? Math.min(point + every, points) : points + 1;
	}

	private static int points(JavaProcess process) {
		try (process) {
			List<String> lines = process.end();
			assertThat(lines).last().isEqualTo("DONE");
			return (int) lines.stream().filter((line) -> line.startsWith("POINT")).count();
		}
	}

	private JavaProcess backup(TestDatabase source, String action, int point) {
		return JavaProcess.start(BackupProcess.class, source.uri(), this.folder, "", action, point);
	}

	private JavaProcess restore(TestDatabase target, String backup, String action, int point) {
		return JavaProcess.start(BackupProcess.class, target.uri(), this.folder, backup, action, point);
	}

	private BackupResult create(TestDatabase source, FailPoint point) {
		return new BackupCreator(new FaultyStorage(new FolderStorage(this.folder), point), Compression.ZSTD,
				Clock.systemUTC())
			.create(source.environment(), EnvironmentReader.EVERYTHING, "shop", SILENT);
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private static boolean isDone(String... command) throws Exception {
		try {
			return new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false; // there is no such command
		}
	}

}
