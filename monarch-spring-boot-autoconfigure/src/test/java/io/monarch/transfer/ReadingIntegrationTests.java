package io.monarch.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoNamespace;
import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationStrength;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.RenameCollectionOptions;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLock;
import io.monarch.lock.Lease;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestStandalone;
import io.monarch.testsupport.WireStandIn;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what is read of a database: everything, once, and of one point in time or not
 * at all.
 */
@RealMongo
class ReadingIntegrationTests {

	/** Small enough that a few thousand documents are read in many ranges. */
	private static final long PART_BYTES = 20_000;

	private static final TransferListener SILENT = new TransferListener() {
	};

	@Test
	void collectionInRangesIsReadToItsVeryEnds(TestDatabase source) throws InterruptedException {
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			documents.add(new Document("_id", i));
			documents.add(new Document("_id", "text " + i));
			documents.add(new Document("_id", new ObjectId()));
			documents.add(new Document("_id", new Document("a", i)));
			documents.add(new Document("_id", new Decimal128(i + 5000L)));
		}
		documents.add(new Document("_id", new MinKey()));
		documents.add(new Document("_id", new MaxKey()));
		documents.add(new Document("_id", null));
		documents.add(new Document("_id", Double.NaN));
		documents.add(new Document("_id", true));
		source.collection("mixed").insertMany(documents);
		List<BsonValue> ids = read(source.environment(), "mixed");
		assertThat(ids).hasSize(documents.size()).doesNotHaveDuplicates();
	}

	@Test
	void collatedCollectionInRangesIsReadWhole(TestDatabase source) throws InterruptedException {
		source.database()
			.createCollection("names", new CreateCollectionOptions()
				.collation(Collation.builder().locale("en").collationStrength(CollationStrength.SECONDARY).build()));
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 4000; i++) {
			documents.add(new Document("_id", ((i % 2 == 0) ? "a" : "B") + Integer.toString(i, 36)));
		}
		source.collection("names").insertMany(documents);
		assertThat(read(source.environment(), "names")).hasSize(4000).doesNotHaveDuplicates();
	}

	@Test
	void clusteredCollectionIsDividedAndReadWhole(TestDatabase source) throws InterruptedException {
		source.database()
			.runCommand(Document.parse("{create: 'clustered', clusteredIndex: {key: {_id: 1}, unique: true}}"));
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 4000; i++) {
			documents.add(new Document("_id", (i % 2 == 0) ? i : "text " + i));
		}
		documents.add(new Document("_id", new MaxKey()));
		source.collection("clustered").insertMany(documents);
		CollectionDefinition clustered = Catalogue.read(source.database()).get(0);
		assertThat(Range.divide(source.database(), clustered, 20_000)).hasSizeGreaterThan(5);
		assertThat(read(source.environment(), "clustered")).hasSize(4001).doesNotHaveDuplicates();
	}

	private static List<BsonValue> read(Environment environment, String name) throws InterruptedException {
		List<BsonValue> ids = new ArrayList<>();
		try (CollectionSource source = EnvironmentReader.EVERYTHING.open(environment, SILENT)) {
			CollectionDefinition collection = source.collections()
				.stream()
				.filter((each) -> each.name().equals(name))
				.findFirst()
				.orElseThrow();
			List<CollectionSource.Part> parts = source.parts(collection, PART_BYTES);
			assertThat(parts).hasSizeGreaterThan(5);
			for (CollectionSource.Part part : parts) {
				part.read((batch) -> batch.documents().forEach((document) -> ids.add(document.get("_id"))));
			}
		}
		return ids;
	}

	@Test
	void cappedCollectionThatIsOverwrittenWhileItIsReadIsNamed(TestDatabase source) throws InterruptedException {
		source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 16 << 20));
		List<Document> documents = Stream.generate(() -> new Document("text", "x".repeat(10_000))).limit(1500).toList();
		source.collection("log").insertMany(documents.stream().map(Document::new).toList());
		try (CollectionSource opened = EnvironmentReader.EVERYTHING.open(source.environment(), SILENT)) {
			CollectionSource.Part part = opened.parts(opened.collections().get(0), PART_BYTES).get(0);
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> part.read((batch) -> {
				for (int i = 0; i < 2; i++) {
					source.collection("log").insertMany(documents.stream().map(Document::new).toList());
				}
			}))
				.withMessageContaining("Capped collection 'log'")
				.withMessageContaining("was overwritten faster than it was read")
				.satisfies((ex) -> assertThat(ex.action()).contains("exclude(\"log\")"));
		}
	}

	@Test
	void countWhenADocumentWasNotReadFails(TestDatabase source) throws InterruptedException {
		source.collection("dogs").insertMany(List.of(new Document(), new Document(), new Document()));
		Environment environment = source.environment();
		Snapshot snapshot = Snapshot.take(environment, "dogs");
		source.collection("dogs").insertOne(new Document("since", true));
		CollectionDefinition dogs = Catalogue.read(environment.mongoDatabase())
			.stream()
			.filter((each) -> each.name().equals("dogs"))
			.findFirst()
			.orElseThrow();
		count(environment, snapshot, dogs, 3);
		for (int wrong : List.of(2, 4)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> count(environment, snapshot, dogs, wrong))
				.withMessageContaining("Collection 'dogs' of environment 'test'")
				.withMessageContaining(
						"has 3 documents at the point in time of this command, and " + wrong + " were read");
		}
		count(environment, Snapshot.NONE, dogs, 2);
	}

	private static void count(Environment environment, Snapshot snapshot, CollectionDefinition collection, int read)
			throws InterruptedException {
		SnapshotCount count = new SnapshotCount(environment, snapshot, collection, (each, failure) -> {
			throw new AssertionError(failure);
		});
		count.begin();
		count.begin();
		count.end();
		count.add(read);
		count.end();
	}

	@Test
	void snapshotIsTakenBesideALargeCappedCollectionAndOfATimeSeriesAlone(TestDatabase source) {
		source.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		source.collection("weather").insertOne(new Document("at", new Date(1)));
		try (TestDatabase target = TestDatabase.create()) {
			List<String> warnings = new CopyOnWriteArrayList<>();
			assertThat(copy(source.environment(), target, warnings).consistent()).isTrue();
			assertThat(warnings).isEmpty();
			source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 1 << 20));
			source.collection("log").insertOne(new Document("text", "x".repeat(10_000)));
			source.collection("dogs").insertOne(new Document("name", "Rex"));
			copy(source.environment(), target, warnings);
			assertThat(warnings).singleElement().asString().contains("'log'").contains("is capped");
		}
	}

	/**
	 * What a secondary has as the newest can be old.
	 */
	@Test
	void snapshotIsOfTheTimeOfThePrimaryWhereverTheDataIsRead(TestDatabase source) throws InterruptedException {
		source.collection("dogs").insertOne(new Document("name", "Rex"));
		List<BsonDocument> finds = new CopyOnWriteArrayList<>();
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(
					source.uri() + (source.uri().contains("?") ? "&" : "?") + "readPreference=secondaryPreferred"))
			.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					if (event.getCommandName().equals("find")
							&& event.getCommand().toJson().contains("\"level\": \"snapshot\"")) {
						finds.add(event.getCommand().clone());
					}
				}

			})
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", settings, source.name(), null)), "test");
				CollectionSource opened = EnvironmentReader.EVERYTHING.open(environments.get("test"), SILENT)) {
			assertThat(opened.isConsistent()).isTrue();
			assertThat(finds).isNotEmpty().noneMatch((find) -> find.containsKey("$readPreference"));
			finds.clear();
			opened.parts(opened.collections().get(0), PART_BYTES).get(0).read((batch) -> {
			});
			assertThat(finds).isNotEmpty().allMatch((find) -> find.containsKey("$readPreference"));
		}
	}

	@Test
	void copyWithoutASnapshotWhenACollectionIsReplacedBeforeItIsReadFails() {
		try (TestStandalone server = TestStandalone.start();
				TestDatabase source = TestDatabase.on(server.uri("x"));
				TestDatabase target = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "old"));
			target.collection("kept").insertOne(new Document("x", 1));
			assertFails(source, target, () -> {
				source.collection("new").insertOne(new Document("name", "new"));
				source.collection("new")
					.renameCollection(new MongoNamespace(source.name(), "dogs"),
							new RenameCollectionOptions().dropTarget(true));
			}, "was dropped, renamed or replaced");
			assertFails(source, target, () -> lock(source), "was migrated or replaced while it was read");
			EnvironmentLock held = Copies.LOCKS.of(source.environment());
			var lease = held.acquire(() -> true, (holder) -> {
			}).orElseThrow();
			assertFails(source, target, () -> {
			}, "is being migrated or replaced");
			lease.close();
			assertThat(copy(source.environment(), target, new ArrayList<>()).collections()).hasSize(1);
		}
	}

	/**
	 * A time series has no UUID of its own, and up to MongoDB 6 a snapshot finds nothing
	 * under a name that stands for another collection now.
	 */
	@Test
	void copyWhenATimeSeriesIsReplacedBeforeItIsReadFails(TestDatabase source) {
		try (TestStandalone server = TestStandalone.start();
				TestDatabase single = TestDatabase.on(server.uri("x"));
				TestDatabase target = TestDatabase.create()) {
			target.collection("kept").insertOne(new Document("x", 1));
			for (TestDatabase each : List.of(source, single)) {
				createSeries(each);
				assertFails(each, target, () -> {
					each.collection("weather").drop();
					createSeries(each);
				}, "'weather' of environment 'test'", "was dropped, renamed or replaced");
			}
		}
	}

	private static void createSeries(TestDatabase database) {
		database.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		database.collection("weather").insertOne(new Document("at", new Date(1)));
	}

	@Test
	void copyOfACappedCollectionWhenTheDatabaseIsMigratedMeanwhileFails(TestDatabase source) {
		source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 1 << 20));
		source.collection("log").insertOne(new Document("text", "x"));
		try (TestDatabase target = TestDatabase.create()) {
			List<String> warnings = new CopyOnWriteArrayList<>();
			copy(source.environment(), target, warnings);
			assertThat(warnings).singleElement().asString().contains("'log'").contains("is capped");
			target.collection("kept").insertOne(new Document("x", 1));
			assertFails(source, target, () -> lock(source), "was migrated or replaced while it was read");
		}
	}

	/**
	 * While there is a snapshot, a migration does no harm. It does when the snapshot is
	 * lost before the migration ends.
	 */
	@Test
	void lockThatWasHeldAtTheBeginningIsNoticedAtTheEnd(TestDatabase source) {
		try (Lease lease = Copies.LOCKS.of(source.environment()).acquireUnrecovered((holder) -> {
		})) {
			SourceLock atFirst = SourceLock.of(source.environment());
			assertThatExceptionOfType(MonarchException.class).isThrownBy(atFirst::requireUnchanged);
			assertThatExceptionOfType(MonarchException.class).isThrownBy(atFirst::requireFree)
				.extracting(MonarchException::kind)
				.isEqualTo(MonarchException.Kind.BUSY);
			lease.close();
			assertThatExceptionOfType(MonarchException.class).isThrownBy(atFirst::requireUnchanged)
				.withMessageContaining("was migrated or replaced while it was read");
		}
		SourceLock.of(source.environment()).requireUnchanged();
	}

	@Test
	void collectionIsReadOnceFromAServerThatRefusesTheBoundsOfRanges(TestDatabase source) throws InterruptedException {
		insertNumbers(source, 3000);
		List<BsonDocument> refused = new CopyOnWriteArrayList<>();
		try (WireStandIn server = new WireStandIn(host(source), (command, behind) -> {
			if (command.containsKey("min") || command.containsKey("max")) {
				refused.add(command);
				return BsonDocument.parse("{ok: 0, code: 303, errmsg: 'Field min is currently not supported'}");
			}
			return behind.ask();
		}); Environments environments = environments(server, source)) {
			List<BsonValue> ids = new ArrayList<>();
			try (CollectionSource opened = EnvironmentReader.EVERYTHING.open(environments.get("test"), SILENT)) {
				for (CollectionSource.Part part : opened.parts(opened.collections().get(0), PART_BYTES)) {
					part.read((batch) -> batch.documents().forEach((document) -> ids.add(document.get("_id"))));
				}
			}
			assertThat(refused).isNotEmpty();
			assertThat(ids).hasSize(3000).doesNotHaveDuplicates();
		}
	}

	/**
	 * A server that gives all documents again would give some twice.
	 */
	@Test
	void readingWhenTheServerBeginsAgainAfterALostConnectionFails(TestDatabase source) throws InterruptedException {
		insertNumbers(source, 9000);
		AtomicReference<@Nullable BsonDocument> beginning = new AtomicReference<>();
		AtomicBoolean lost = new AtomicBoolean();
		try (WireStandIn server = new WireStandIn(host(source), (command, behind) -> {
			if (command.containsKey("getMore") && beginning.get() != null && lost.compareAndSet(false, true)) {
				throw new IOException("lost");
			}
			if (!command.containsKey("batchSize") || !command.containsKey("find")) {
				return behind.ask();
			}
			beginning.compareAndSet(null, behind.ask());
			return beginning.get();
		}); Environments environments = environments(server, source)) {
			List<BsonValue> ids = new ArrayList<>();
			try (CollectionSource opened = EnvironmentReader.EVERYTHING.open(environments.get("test"), SILENT)) {
				CollectionSource.Part part = opened.parts(opened.collections().get(0), 1 << 30).get(0);
				assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> part
						.read((batch) -> batch.documents().forEach((document) -> ids.add(document.get("_id")))))
					.withMessageContaining("collection 'numbers' of environment 'test'")
					.withMessageContaining("cannot resume after a document");
			}
			assertThat(lost).isTrue();
			assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
		}
	}

	private static void insertNumbers(TestDatabase source, int count) {
		source.collection("numbers")
			.insertMany(IntStream.range(0, count).mapToObj((i) -> new Document("_id", i).append("text", "x")).toList());
	}

	private static String host(TestDatabase database) {
		return new ConnectionString(database.uri()).getHosts().get(0);
	}

	private static Environments environments(WireStandIn server, TestDatabase source) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString("mongodb://" + server.address() + "/?directConnection=true"))
			.build();
		return Environments.of(List.of(new EnvironmentSettings("test", settings, source.name(), null)), "test");
	}

	private static void lock(TestDatabase database) {
		InterruptedSwaps.withLock(database, (lease) -> lease.ensureHeld());
	}

	private static void assertFails(TestDatabase source, TestDatabase target, Runnable meanwhile, String... why) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> Copies.copier()
			.copy(source.environment(), target.environment(), Selector.EVERYTHING,
					Copies.approval(target.environment()), ReplacementOptions.DEFAULT, new TransferListener() {

						@Override
						public void started(List<CollectionDefinition> collections) {
							meanwhile.run();
						}

					}))
			.extracting(MonarchException::getMessage, InstanceOfAssertFactories.STRING)
			.contains(why);
		assertThat(target.collection("kept").countDocuments()).isOne();
	}

	private static TransferResult copy(Environment source, TestDatabase target, List<String> warnings) {
		return Copies.copier()
			.copy(source, target.environment(), Selector.EVERYTHING, Copies.approval(target.environment()),
					ReplacementOptions.DEFAULT, new TransferListener() {

						@Override
						public void warned(String message) {
							warnings.add(message);
						}

					});
	}

}
