package io.monarch.compare;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.compare.ComparisonExample.Presence;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.PathDifference;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.TransferListener;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DatabaseComparison} on a real MongoDB.
 */
@RealMongo
class DatabaseComparisonIntegrationTests {

	private static final TransferListener NO_LISTENER = new TransferListener() {
	};

	@TempDir
	private Path folder;

	@Test
	void compareWhenIdsAreEqualNumbersOfOtherTypesReportsTheirType(TestDatabase a) {
		a.collection("dogs").insertMany(List.of(new Document("_id", 1), new Document("_id", new Document("x", 1L))));
		try (TestDatabase b = TestDatabase.create()) {
			b.collection("dogs")
				.insertMany(List.of(new Document("_id", Decimal128.parse("1.0")),
						new Document("_id", new Document("x", 1.0))));
			CollectionComparison dogs = compare(a, b).different().get(0);
			assertThat(dogs.onlyA() + dogs.onlyB()).isZero();
			assertThat(dogs.different()).isEqualTo(2);
			assertThat(dogs.examples().get(0).id()).isEqualTo(new BsonInt32(1));
			assertThat(dogs.examples()).flatExtracting(ComparisonExample::paths)
				.extracting(PathDifference::path)
				.containsExactly("_id", "_id.x");
		}
	}

	@Test
	void compareWhenCollationsDifferFindsDocumentsOfBothOrders(TestDatabase a) {
		List<Document> words = new ArrayList<>();
		IntStream.range(0, 200).forEach((i) -> words.add(new Document("_id", ((i % 2 == 0) ? "b" : "A") + i)));
		a.database().runCommand(Document.parse("{create: 'words', collation: {locale: 'en', strength: 3}}"));
		a.collection("words").insertMany(words);
		try (TestDatabase b = TestDatabase.create()) {
			b.collection("words").insertMany(words);
			CollectionComparison found = compare(a, b).different().get(0);
			assertThat(found.definitions()).extracting(PathDifference::path).containsExactly("options.collation");
			assertThat(found.onlyA() + found.onlyB() + found.different()).isZero();
		}
	}

	@Test
	void compareWhenKindsDifferReportsThem(TestDatabase a) {
		a.collection("dogs").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
		a.collection("cats").insertOne(new Document("_id", 1));
		try (TestDatabase b = TestDatabase.create()) {
			b.database().createView("dogs", "cats", List.of());
			ComparisonResult result = compare(a, b);
			assertThat(result.different()).extracting(CollectionComparison::name).containsExactly("cats", "dogs");
			CollectionComparison cats = result.different().get(0);
			assertThat(cats.documentsA()).isEqualTo(1);
			assertThat(cats.documentsB()).isNull();
			assertThat(cats.onlyA()).isEqualTo(1);
			CollectionComparison dogs = result.different().get(1);
			assertThat(dogs.documentsB()).isNull();
			assertThat(dogs.onlyA()).isEqualTo(2);
			assertThat(dogs.definitions()).extracting(PathDifference::path).containsExactly("kind");
		}
	}

	@Test
	void compareWhenLimitIsSmallerStillCountsAll(TestDatabase a) {
		a.collection("dogs").insertMany(IntStream.range(0, 50).mapToObj((i) -> new Document("_id", i)).toList());
		try (TestDatabase b = TestDatabase.create()) {
			b.collection("dogs").insertOne(new Document("_id", 7).append("x", 1));
			ComparisonResult result = new DatabaseComparison().compare(side(a), side(b),
					new ComparisonOptions(Set.of(), Set.of(), 3), NO_LISTENER);
			CollectionComparison dogs = result.different().get(0);
			assertThat(dogs.onlyA()).isEqualTo(49);
			assertThat(dogs.different()).isEqualTo(1);
			assertThat(dogs.examples()).hasSize(3);
		}
	}

	@Test
	void compareWhenCollectionsAreChosenComparesOnlyThem(TestDatabase a) {
		a.collection("dogs").insertOne(new Document("_id", 1));
		a.collection("cats").insertOne(new Document("_id", 1));
		try (TestDatabase b = TestDatabase.create()) {
			b.collection("dogs").insertOne(new Document("_id", 1));
			assertThat(compare(a, b, Set.of("dogs"), Set.of()).isEqual()).isTrue();
			assertThat(compare(a, b, Set.of(), Set.of("cats")).isEqual()).isTrue();
			assertThat(compare(a, b, Set.of("cats"), Set.of()).isEqual()).isFalse();
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> compare(a, b, Set.of(), Set.of("cat")))
				.withMessage("Neither side has a collection 'cat'. Did you mean 'cats'?")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT));
		}
	}

	@Test
	void compareWhenBothAreTheSameDatabaseUnderAnotherNameIsRefused(TestDatabase a) {
		try (Environments others = a.environments("other")) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> new DatabaseComparison().compare(side(a), ComparedDatabase.of(others.get("other")),
						ComparisonOptions.DEFAULT, NO_LISTENER))
				.withMessageContaining("are the same database");
		}
	}

	@Test
	void compareWhenBothSidesAreWrittenToIsOfOnePointInTime(TestDatabase a) throws Exception {
		List<Document> zeros = IntStream.range(0, 2000).mapToObj((i) -> new Document("_id", i).append("v", 0)).toList();
		a.collection("first").insertMany(zeros);
		a.collection("second").insertMany(zeros);
		try (TestDatabase b = TestDatabase.create()) {
			b.collection("first").insertMany(zeros);
			b.collection("second").insertMany(zeros);
			AtomicBoolean stop = new AtomicBoolean();
			Thread writer = new Thread(() -> write(a, b, stop));
			writer.start();
			try {
				for (int i = 0; i < 5; i++) {
					ComparisonResult result = compare(a, b);
					assertThat(result.consistent()).isTrue();
					// Each transaction changes the same document of both collections.
					CollectionComparison first = result.collections().get(0);
					CollectionComparison second = result.collections().get(1);
					assertThat(first.different()).isEqualTo(second.different());
					assertThat(first.onlyA() + first.onlyB() + second.onlyA() + second.onlyB()).isZero();
				}
			}
			finally {
				stop.set(true);
				writer.join();
			}
		}
	}

	private static void write(TestDatabase a, TestDatabase b, AtomicBoolean stop) {
		for (int i = 0; !stop.get(); i++) {
			for (TestDatabase each : List.of(a, b)) {
				int id = i % 2000;
				int value = i;
				try (ClientSession session = each.client().startSession()) {
					session.withTransaction(() -> {
						each.collection("first").updateOne(session, Filters.eq("_id", id), Updates.set("v", value));
						return each.collection("second")
							.updateOne(session, Filters.eq("_id", id), Updates.set("v", value));
					});
				}
			}
		}
	}

	@Test
	void compareWhenTimeSeriesWereInsertedInOtherOrdersComparesMeasurements(TestDatabase a) {
		try (TestDatabase b = TestDatabase.create()) {
			new ComparedWorld(a.database(), new java.util.Random(1)).series(ComparedWorld.measurements());
			new ComparedWorld(b.database(), new java.util.Random(2)).series(ComparedWorld.measurements());
			assertThat(compare(a, b).different()).isEmpty();
		}
	}

	@Test
	void compareWhenBackupIsDamagedInTheMiddleFails(TestDatabase a) throws IOException {
		a.collection("dogs")
			.insertMany(IntStream.range(0, 2000).mapToObj((i) -> new Document("_id", i).append("x", "" + i)).toList());
		String backup = backup(a);
		try (RandomAccessFile file = new RandomAccessFile(this.folder.resolve(backup).toFile(), "rw")) {
			file.seek(file.length() / 3);
			file.write(new byte[50]);
		}
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> new DatabaseComparison().compare(ComparedDatabase.of(backups(), backup, null), side(a),
					ComparisonOptions.DEFAULT, NO_LISTENER))
			.withMessageContaining(backup);
	}

	@Test
	void compareWhenBackupIsOfEarlierStateReportsWhatChanged(TestDatabase a) {
		a.collection("dogs").insertMany(IntStream.range(0, 100).mapToObj((i) -> new Document("_id", i)).toList());
		ComparedDatabase backup = ComparedDatabase.of(backups(), backup(a), null);
		a.collection("dogs").updateOne(Filters.eq("_id", 7), Updates.set("x", new BsonInt64(1)));
		a.collection("dogs").deleteOne(Filters.eq("_id", 8));
		ComparisonResult result = new DatabaseComparison().compare(backup, side(a), ComparisonOptions.DEFAULT,
				NO_LISTENER);
		assertThat(result.different().get(0).examples()).extracting(ComparisonExample::presence)
			.containsExactlyInAnyOrder(Presence.BOTH, Presence.ONLY_A);
		assertThat(result.consistent()).isTrue();
	}

	@Test
	void compareWhenDumpHasAnIdTwiceCountsIt(TestDatabase a) throws IOException {
		a.collection("dogs").insertOne(new Document("_id", 1).append("x", 1));
		Path dump = Files.createDirectories(this.folder.resolve("dump/shop"));
		byte[] same = bytes(new Document("_id", 1).append("x", 1));
		byte[] other = bytes(new Document("_id", 1).append("x", 2));
		Files.write(dump.resolve("dogs.bson"), same);
		Files.write(dump.resolve("dogs.bson"), other, StandardOpenOption.APPEND);
		Files.writeString(dump.resolve("dogs.metadata.json"),
				"{\"indexes\": [{\"v\": 2, \"key\": {\"_id\": 1}, \"name\": \"_id_\"}]}");
		ComparisonResult result = new DatabaseComparison().compare(
				ComparedDatabase.of(backups(), dump.getParent().toString(), null), side(a), ComparisonOptions.DEFAULT,
				NO_LISTENER);
		CollectionComparison dogs = result.different().get(0);
		assertThat(dogs.documentsA()).isEqualTo(2);
		assertThat(dogs.onlyA()).isEqualTo(1);
		assertThat(dogs.different()).isZero();
		assertThat(result.consistent()).isFalse(); // a dump does not say
	}

	private static byte[] bytes(Document document) {
		RawBsonDocument raw = new RawBsonDocument(document, new DocumentCodec());
		byte[] bytes = new byte[raw.getByteBuffer().remaining()];
		raw.getByteBuffer().get(bytes);
		return bytes;
	}

	private String backup(TestDatabase database) {
		return new BackupCreator(new FolderStorage(this.folder), Compression.ZSTD, Clock.systemUTC())
			.create(database.environment(), EnvironmentReader.EVERYTHING, "test", NO_LISTENER)
			.name();
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private static ComparisonResult compare(TestDatabase a, TestDatabase b) {
		return compare(a, b, Set.of(), Set.of());
	}

	private static ComparisonResult compare(TestDatabase a, TestDatabase b, Set<String> only, Set<String> exclude) {
		return new DatabaseComparison().compare(side(a), side(b), new ComparisonOptions(only, exclude, 10),
				NO_LISTENER);
	}

	private static ComparedDatabase side(TestDatabase database) {
		return ComparedDatabase.of(database.environment());
	}

}
