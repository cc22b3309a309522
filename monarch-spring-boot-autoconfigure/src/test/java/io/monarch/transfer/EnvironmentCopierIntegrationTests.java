package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import com.mongodb.MongoNamespace;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EnvironmentCopier} on a real MongoDB.
 */
@EveryServer
@RealMongo
class EnvironmentCopierIntegrationTests {

	@Test
	void copyWhenCollectionsAreOfAllKindsIsEqual(TestDatabase source) {
		Zoo.fill(source.database());
		try (TestDatabase target = TestDatabase.create()) {
			TransferResult result = Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			assertThat(result.collections()).extracting(CollectionSummary::name)
				.contains("alltypes", "a_above", "weather", Zoo.LONG_NAME, Zoo.ODD_NAME, "fs.chunks")
				.doesNotContain("monarch_lock");
		}
	}

	@Test
	void copyWhenACollectionIsCappedSaysThatItIsNoSnapshotOfIt(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("x", 1));
		try (TestDatabase target = TestDatabase.create()) {
			assertThat(Copies.copy(source.environment(), target.environment()).consistent()).isTrue();
			source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 4096));
			source.collection("log").insertOne(new Document("x", 1));
			List<String> warnings = new CopyOnWriteArrayList<>();
			TransferResult result = Copies.copier()
				.copy(source.environment(), target.environment(), Selector.EVERYTHING,
						Copies.approval(target.environment()), ReplacementOptions.DEFAULT, new TransferListener() {

							@Override
							public void warned(String message) {
								warnings.add(message);
							}

						});
			assertThat(result.consistent()).isFalse();
			assertThat(warnings).singleElement().asString().contains("'log'");
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * As it is read while it is written to: what is inserted meanwhile is read as well,
	 * and what goes for it was read before.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenACappedCollectionGivesMoreThanItHoldsKeepsTheNewest(boolean inPlace, TestDatabase source) {
		source.collection("log").insertMany(IntStream.range(0, 150).mapToObj((i) -> new Document("_id", i)).toList());
		try (TestDatabase target = TestDatabase.create()) {
			ChangedSource.of(source, (log) -> withOptions(log, "{capped: true, size: 65536, max: 100}"))
				.inPlace(inPlace)
				.replace(target);
			assertThat(target.collection("log").find().map((each) -> each.getInteger("_id")))
				.containsExactlyElementsOf(IntStream.range(50, 150).boxed().toList());
		}
	}

	private static CollectionDefinition withOptions(CollectionDefinition each, String options) {
		return new CollectionDefinition(each.name(), each.kind(), BsonDocument.parse(options), each.indexes(),
				each.uuid(), each.documents(), each.bytes());
	}

	@Test
	void copyWhenDoneInPlaceIsEqual(TestDatabase source) {
		Zoo.fill(source.database());
		try (TestDatabase target = TestDatabase.create()) {
			Zoo.fill(target.database());
			target.collection("old").insertOne(new Document("x", 1));
			Copies.copy(source.environment(), target.environment(), true);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void copyWhenTargetHoldsOtherThingsReplacesAllButTheLock(TestDatabase source) {
		Zoo.fill(source.database());
		try (TestDatabase target = TestDatabase.create()) {
			// Every kind where the source has another one.
			target.database().createView("indexed", "x", List.of());
			target.database().createView("weather", "x", List.of());
			target.collection("a_above").insertOne(new Document("x", 1));
			target.collection("old").insertOne(new Document("x", 1));
			target.database().createView("old_view", "old", List.of());
			target.database()
				.runCommand(new Document("create", "ids").append("timeseries", new Document("timeField", "at")));
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			assertThat(target.collection("monarch_lock").countDocuments(new Document("_id", "migrations"))).isOne();
		}
	}

	/**
	 * One of the same shape is emptied and filled, others are dropped.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "same", "options", "index" })
	void copyWhenTargetHasTheTimeSeriesReplacesAllOfIt(String shape, TestDatabase source) {
		timeSeries(source, "seconds", 2300);
		source.collection("weather").createIndex(new Document("place", 1));
		try (TestDatabase target = TestDatabase.create()) {
			timeSeries(target, shape.equals("options") ? "hours" : "seconds", 2500);
			if (shape.equals("index")) {
				target.collection("weather").createIndex(new Document("at", -1));
			}
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			assertThat(target.collection("weather").countDocuments()).isEqualTo(2300);
		}
	}

	/**
	 * Make a time-series collection with as many buckets as documents.
	 */
	private static void timeSeries(TestDatabase database, String granularity, int documents) {
		database.database()
			.runCommand(new Document("create", "weather").append("timeseries",
					new Document("timeField", "at").append("metaField", "place").append("granularity", granularity)));
		List<Document> weather = new ArrayList<>();
		for (int i = 0; i < documents; i++) {
			weather.add(new Document("at", new Date(i)).append("place", i).append("degrees", documents));
		}
		database.collection("weather").insertMany(weather);
	}

	@Test
	void copyWhenAnEmptySourceIsAllowedEmptiesTheTarget(TestDatabase source) {
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("old").insertOne(new Document("x", 1));
			TransferResult result = Copies.copy(source.environment(), target.environment(),
					ReplacementOptions.DEFAULT.withAllowEmpty(true));
			assertThat(result.collections()).isEmpty();
			assertThat(target.database().listCollectionNames()).containsExactly("monarch_lock");
		}
	}

	@LongTest
	@Test
	void copyWhenCollectionIsLargeReadsItInRangesOfMixedIds(TestDatabase source) {
		Ids.insert(source.collection("mixed"), 120_000, 1200);
		List<Range> ranges = Range.divide(source.database(),
				Catalogue.read(source.database())
					.stream()
					.filter((each) -> each.name().equals("mixed"))
					.findFirst()
					.orElseThrow(),
				32 << 20);
		assertThat(ranges).hasSizeGreaterThan(2);
		try (TestDatabase target = TestDatabase.create()) {
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void copyWhenSourceIsTargetUnderAnotherNameIsRefused(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("x", 1));
		Map<String, String> before = Picture.of(source.database());
		try (var environments = source.environments("other")) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(source.environment(), environments.get("other")))
				.withMessageContaining("'test'")
				.withMessageContaining("'other'")
				.withMessageContaining("same database");
		}
		assertThat(Picture.of(source.database())).isEqualTo(before);
	}

	@Test
	void copyWhenAnIndexCannotBeBuiltLeavesTheTargetAsItWas(TestDatabase source) {
		source.collection("dogs").insertMany(List.of(new Document("name", "Rex"), new Document("name", "Rex")));
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("dogs").insertOne(new Document("x", 1));
			Map<String, String> before = Picture.of(target.database());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ChangedSource.of(source, EnvironmentCopierIntegrationTests::withUniqueName)
					.replace(target))
				.withMessageContaining("indexes of collection 'dogs'")
				.withMessageContaining("E11000")
				.withMessageNotContaining("staging");
			assertThat(Picture.of(target.database())).isEqualTo(before);
		}
	}

	private static CollectionDefinition withUniqueName(CollectionDefinition each) {
		return new CollectionDefinition(each.name(), each.kind(), each.options(),
				List.of(BsonDocument.parse("{v: 2, key: {name: 1}, name: 'u', unique: true}")), each.uuid(),
				each.documents(), each.bytes());
	}

	@Test
	void copyWhenACollectionIsRenamedBeforeItIsReadIsRefused(TestDatabase source) {
		source.collection("orders").insertOne(new Document("x", 1));
		MongoNamespace elsewhere = new MongoNamespace(source.name(), "elsewhere");
		assertIsRefused(source, () -> source.collection("orders").renameCollection(elsewhere));
	}

	@Test
	void copyWhenACollectionIsMadeAnewBeforeItIsReadIsRefused(TestDatabase source) {
		source.collection("orders").insertOne(new Document("x", 1));
		assertIsRefused(source, () -> {
			source.collection("orders").drop();
			source.collection("orders").insertOne(new Document("x", 2));
		});
	}

	@Test
	void copyWhenATimeSeriesIsDroppedBeforeItIsReadIsRefused(TestDatabase source) {
		source.database()
			.runCommand(new Document("create", "orders").append("timeseries", new Document("timeField", "at")));
		source.collection("orders").insertOne(new Document("at", new Date(1)));
		assertIsRefused(source, () -> source.collection("orders").drop());
	}

	private static void assertIsRefused(TestDatabase source, Runnable beforeReading) {
		source.collection("dogs").insertOne(new Document("x", 1));
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("kept").insertOne(new Document("x", 1));
			Map<String, String> before = Picture.of(target.database());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(source, target, new TransferListener() {

					@Override
					public void started(List<CollectionDefinition> collections) {
						beforeReading.run();
					}

				}))
				.withMessageContaining("'orders'")
				.withMessageContaining("dropped, renamed or replaced");
			assertThat(Picture.of(target.database())).isEqualTo(before);
		}
	}

	@Test
	void copyWhenACollectionIsDroppedWhileItIsReadIsRefused(TestDatabase source) {
		Ids.insert(source.collection("mixed"), 30_000, 1000);
		try (TestDatabase target = TestDatabase.create()) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(source, target, new TransferListener() {

					@Override
					public void progress(String collection, long documents, long bytes) {
						source.collection("mixed").drop();
					}

				}))
				.withMessageContaining("'mixed'")
				.withMessageContaining("dropped, renamed or replaced");
		}
	}

	@Test
	void divideWhenCollectionWasEmptiedSinceMakesOneRange(TestDatabase source) {
		CollectionDefinition large = new CollectionDefinition("orders", CollectionDefinition.Kind.COLLECTION,
				new BsonDocument(), List.of(), "", 1_000_000, 1 << 30);
		assertThat(Range.divide(source.database(), large, 32 << 20)).containsExactly(Range.WHOLE);
	}

	private static void copy(TestDatabase source, TestDatabase target, TransferListener listener) {
		TransferResult unused = Copies.copier()
			.copy(source.environment(), target.environment(), Selector.EVERYTHING,
					Copies.approval(target.environment()), ReplacementOptions.DEFAULT, listener);
	}

}
