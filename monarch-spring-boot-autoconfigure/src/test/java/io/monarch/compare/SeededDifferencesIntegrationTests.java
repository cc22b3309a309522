package io.monarch.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupResult;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.compare.CollectionComparison.Unit;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.PathDifference;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseComparison}: single differences in every kind of collection,
 * and equal pairs that were created differently.
 */
@InRounds
@RealMongo
class SeededDifferencesIntegrationTests {

	private static final TransferListener NO_LISTENER = new TransferListener() {
	};

	@TempDir
	private Path folder;

	/**
	 * {@code -Dmonarch.test.compare.differences=1000} plays all of them.
	 */
	@Test
	void compareWhenOneThingDiffersReportsIt(TestDatabase a) {
		compareDifferences(a, RoundCount.of("monarch.test.compare.differences", 60, 300));
	}

	/**
	 * {@code -Dmonarch.test.compare.pairs=1000} plays all of them.
	 */
	@Test
	void compareWhenEqualPairsWereCreatedDifferentlyFindsNoDifference(TestDatabase a) {
		compareEqual(a, RoundCount.of("monarch.test.compare.pairs", 3, 50));
	}

	private void compareDifferences(TestDatabase a, int number) {
		ComparedWorld.fill(a.database(), new Random(1));
		ComparedDatabase backup = backup(a);
		try (TestDatabase b = TestDatabase.create()) {
			ComparedWorld.fill(b.database(), new Random(2));
			ComparedDatabase inA = ComparedDatabase.of(a.environment());
			ComparedDatabase inB = ComparedDatabase.of(b.environment());
			for (long seed = 0; seed < number; seed++) {
				SeededDifference made = SeededDifference.make(b.database(), seed);
				boolean ofBackup = seed % 5 == 0;
				ComparisonResult result = compare(ofBackup ? backup : inA, inB);
				assertFound(result, made, "seed " + seed + ": " + made);
				made.undo().run();
			}
			assertThat(compare(inA, inB).isEqual()).isTrue();
		}
	}

	private static void assertFound(ComparisonResult result, SeededDifference made, String what) {
		// The buckets of the backup are others, since measurements arrived in another
		// order.
		List<CollectionComparison> different = result.different()
			.stream()
			.filter((each) -> each.unit() != Unit.BUCKETS || !each.definitions().isEmpty()
					|| each.name().equals(made.collection()))
			.toList();
		assertThat(different).as(what).extracting(CollectionComparison::name).containsExactly(made.collection());
		CollectionComparison found = different.get(0);
		if (made.id() == null) {
			assertThat(found.definitions()).as(what)
				.extracting(PathDifference::path)
				.containsExactlyElementsOf(made.paths());
		}
		else if (found.unit() != Unit.BUCKETS) {
			assertThat(found.definitions()).as(what).isEmpty();
			assertThat(found.onlyA() + found.onlyB() + found.different()).as(what).isEqualTo(1);
			assertThat(found.examples()).as(what).hasSize(1);
			ComparisonExample example = found.examples().get(0);
			assertThat(example.presence()).as(what).isEqualTo(made.presence());
			assertThat(withoutId(example.id(), found.unit())).as(what).isEqualTo(made.id());
			assertThat(example.paths()).as(what).extracting(PathDifference::path).isEqualTo(made.paths());
		}
	}

	private static BsonValue withoutId(BsonValue id, Unit unit) {
		if (unit != Unit.MEASUREMENTS) {
			return id;
		}
		BsonDocument identity = id.asDocument().clone();
		identity.remove("_id");
		return identity;
	}

	private void compareEqual(TestDatabase a, int number) {
		ComparedWorld.fill(a.database(), new Random(1));
		ComparedDatabase inA = ComparedDatabase.of(a.environment());
		for (int i = 0; i < number; i++) {
			try (TestDatabase b = TestDatabase.create()) {
				ComparedWorld.fill(b.database(), new Random(i));
				ComparedDatabase inB = ComparedDatabase.of(b.environment());
				assertEqual(compare(inA, inB), "pair " + i);
				assertEqual(compare(backup(b), inB), "backup " + i);
			}
		}
	}

	private static void assertEqual(ComparisonResult result, String what) {
		assertThat(result.different()).as(what).isEmpty();
		assertThat(result.isEqual()).as(what).isTrue();
	}

	private ComparedDatabase backup(TestDatabase database) {
		FolderStorage storage = new FolderStorage(this.folder.resolve(database.name()));
		BackupResult result = new BackupCreator(storage, Compression.ZSTD, java.time.Clock.systemUTC())
			.create(database.environment(), EnvironmentReader.EVERYTHING, "test", NO_LISTENER);
		return ComparedDatabase.of(new Backups(storage, java.time.Clock.systemUTC()), result.name(), null);
	}

	private static ComparisonResult compare(ComparedDatabase a, ComparedDatabase b) {
		return new DatabaseComparison().compare(a, b, ComparisonOptions.DEFAULT, NO_LISTENER);
	}

}
