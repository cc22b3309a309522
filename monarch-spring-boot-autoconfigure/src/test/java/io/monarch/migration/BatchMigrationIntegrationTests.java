package io.monarch.migration;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationOptions;
import io.monarch.batch.Batches;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for batch migrations on a real MongoDB.
 */
@EveryServer
@RealMongo
class BatchMigrationIntegrationTests {

	/** The batches of the migrations of a test. */
	private static Batches batches = Batches.of("dogs");

	@Test
	void updateWithOperatorsChangesEachDocumentOnce(TestDatabase database) {
		insert(database, 2500);
		batches = Batches.of("dogs").update(Updates.inc("n", 1)).size(100);
		run(database);
		assertThat(counts(database)).containsExactly(1);
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(2500);
		assertNoPositions(database);
	}

	@Test
	void updateWithAPipelineAndAFilterThatBecomesFalseChangesEachDocumentOnce(TestDatabase database) {
		insert(database, 1000);
		database.collection("dogs").updateMany(Filters.mod("_id", 2, 0), Updates.set("old", true));
		batches = Batches.of("dogs")
			.filter(Filters.eq("old", true))
			.update(List.of(
					Aggregates.set(new com.mongodb.client.model.Field<>("n", new Document("$add", List.of("$n", 1)))),
					Aggregates.unset("old")))
			.size(7);
		run(database);
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(500);
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 0))).isEqualTo(500);
	}

	@Test
	void filterThatStaysTrueChangesEachDocumentOnce(TestDatabase database) {
		insert(database, 1000);
		batches = Batches.of("dogs").filter(Filters.gte("n", 0)).update(Updates.inc("n", 1)).size(33).threads(3);
		run(database);
		assertThat(counts(database)).containsExactly(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void functionChangesEachDocumentOnceAndWritesElsewhere(int threads, TestDatabase database) {
		insert(database, 9000);
		batches = Batches.of("dogs").size(500).threads(threads).forEach((batch) -> {
			for (Document dog : batch.documents()) {
				if (dog.getInteger("_id") % 3 == 0) {
					dog.append("n", dog.getInteger("n") + 1);
					batch.replace(dog);
				}
				else {
					batch.update(dog, Updates.inc("n", 1));
				}
			}
			batch.mongo().insert(new Document("size", batch.documents().size()), "log");
		});
		run(database);
		assertThat(counts(database)).containsExactly(1);
		assertThat(database.collection("log")
			.find()
			.map((each) -> each.getInteger("size"))
			.into(new ArrayList<>())
			.stream()
			.mapToInt(Integer::intValue)
			.sum()).isEqualTo(9000);
	}

	@Test
	void idsOfAllTypesAreEachProcessedOnce(TestDatabase database) {
		List<Object> ids = new ArrayList<>(List.of(1, 2L, 2.5, new Decimal128(3), Double.NaN, Double.POSITIVE_INFINITY,
				"a", "b", new ObjectId(), new Date(0), true, false, new BsonTimestamp(1, 1), new MinKey(), new MaxKey(),
				new Document("a", 1).append("b", 2), new Document(), new Binary(new byte[3]),
				new Binary((byte) 5, new byte[16]), new Binary((byte) 4, new byte[16])));
		ids.add(null);
		IntStream.range(100, 150).forEach(ids::add);
		IntStream.range(0, 50).mapToObj((i) -> "text" + i).forEach(ids::add);
		ids.forEach((id) -> database.collection("dogs").insertOne(new Document("_id", id).append("n", 0)));
		for (int size : new int[] { 1, 2, 3, 5, 8, 1000 }) {
			batches = Batches.of("dogs").update(Updates.inc("n", 1)).size(size);
			run(database);
			run(database);
			assertThat(counts(database)).as("batches of " + size).containsExactly(1);
			database.collection("dogs").updateMany(new Document(), Updates.set("n", 0));
			database.collection("monarch_migrations").drop();
		}
	}

	@Test
	void collectionWithACollationIsProcessedInItsOwnOrder(TestDatabase database) {
		database.database()
			.createCollection("dogs",
					new CreateCollectionOptions().collation(com.mongodb.client.model.Collation.builder()
						.locale("de")
						.collationStrength(com.mongodb.client.model.CollationStrength.SECONDARY)
						.build()));
		for (String id : List.of("b", "A", "ä", "C", "z", "Ö", "o", "ß", "ss2", "é", "10", "9")) {
			database.collection("dogs").insertOne(new Document("_id", id).append("n", 0));
		}
		batches = Batches.of("dogs").update(Updates.inc("n", 1)).size(2);
		run(database);
		assertThat(counts(database)).containsExactly(1);
	}

	@Test
	void collectionThatDoesNotExistHasNothingToDo(TestDatabase database) {
		batches = Batches.of("cats").update(Updates.inc("n", 1));
		run(database);
		assertThat(database.database().listCollectionNames()).doesNotContain("cats");
	}

	@Test
	void documentThatCannotBeChangedIsNamedAndTheRestContinuesAfterwards(TestDatabase database) {
		insert(database, 1000);
		database.collection("dogs").updateOne(Filters.eq("_id", 617), Updates.set("n", "text"));
		batches = Batches.of("dogs").update(Updates.inc("n", 1)).size(128);
		try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("{\"_id\": 617}")
				.withMessageContaining("collection 'dogs'");
			MigrationStatus failed = harness.status("1_dogs", database.environment());
			assertThat(failed.state()).isEqualTo(MigrationState.FAILED);
			assertThat(failed.batch()).isEqualTo(new MigrationStatus.Batch(false, 617, 1000, null));
			assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(617);
			// It needs a decision.
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()));
			database.collection("dogs").updateOne(Filters.eq("_id", 617), Updates.set("n", 0));
			harness.runner.migrateOne("1_dogs", database.environment(), harness);
		}
		assertThat(counts(database)).containsExactly(1);
		assertNoPositions(database);
	}

	@Test
	void migrateOneFromTheStartProcessesAllDocumentsAgain(TestDatabase database) {
		insert(database, 10);
		database.collection("dogs").updateOne(Filters.eq("_id", 6), Updates.set("n", "text"));
		batches = Batches.of("dogs").update(Updates.inc("n", 1)).size(1);
		try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()));
			database.collection("dogs").updateOne(Filters.eq("_id", 6), Updates.set("n", 0));
			harness.runner.migrateOne("1_dogs", database.environment(), true, harness);
		}
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 2))).isEqualTo(6);
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(4);
	}

	@Test
	void uniqueIndexThatIsViolatedMidwayIsNamedWithTheDocument(TestDatabase database) {
		insert(database, 300);
		database.collection("dogs").createIndex(Indexes.ascending("tag"), new IndexOptions().unique(true).sparse(true));
		batches = Batches.of("dogs")
			.update(List.of(Aggregates
				.set(new com.mongodb.client.model.Field<>("tag", new Document("$min", List.of("$_id", 200))))))
			.size(64)
			.threads(1);
		assertFails(database, "{\"_id\": 201}", "E11000");
	}

	@Test
	void documentThatBecomesTooLargeIsNamed(TestDatabase database) {
		insert(database, 50);
		database.collection("dogs").updateOne(Filters.eq("_id", 33), Updates.set("text", "x".repeat(9 << 20)));
		batches = Batches.of("dogs")
			.update(List.of(Aggregates.set(new com.mongodb.client.model.Field<>("again", "$text"))));
		assertFails(database, "{\"_id\": 33}");
	}

	@Test
	void validatorThatIsViolatedIsNamedWithTheDocument(TestDatabase database) {
		database.database()
			.createCollection("dogs", new CreateCollectionOptions()
				.validationOptions(new ValidationOptions().validator(Filters.ne("n", 41))));
		for (int i = 0; i < 80; i++) {
			database.collection("dogs").insertOne(new Document("_id", i).append("n", (i == 55) ? 40 : 0));
		}
		batches = Batches.of("dogs").update(Updates.inc("n", 1)).size(30);
		assertFails(database, "{\"_id\": 55}");
	}

	@Test
	void functionThatThrowsIsReportedWithTheDocument(TestDatabase database) {
		insert(database, 100);
		batches = Batches.of("dogs").size(40).forEach((batch) -> {
			for (Document dog : batch.documents()) {
				if (dog.getInteger("_id") == 70) {
					throw new IllegalStateException("no owner");
				}
				batch.update(dog, Updates.inc("n", 1));
			}
		});
		assertFails(database, "{\"_id\": 70}", "no owner");
		assertThat(database.collection("dogs").countDocuments(Filters.eq("n", 1))).isEqualTo(70);
	}

	@Test
	void documentsThatAreInsertedAndDeletedMeanwhileDoNotMatter(TestDatabase database) {
		insert(database, 500);
		batches = Batches.of("dogs").size(10).forEach((batch) -> {
			for (Document dog : batch.documents()) {
				batch.update(dog, Updates.inc("n", 1));
			}
			int last = batch.documents().get(batch.documents().size() - 1).getInteger("_id");
			if (last < 400) {
				// By another process, outside of the transaction.
				database.collection("dogs").deleteMany(Filters.in("_id", last + 1, last + 7, last + 10));
				database.collection("dogs")
					.insertMany(List.of(new Document("_id", -last - 1000).append("n", 1),
							new Document("_id", 10_000 + last).append("n", 0)));
			}
		});
		run(database);
		assertThat(counts(database)).containsExactly(1);
	}

	@Test
	void cappedCollectionsViewsAndTimeSeriesAreRefused(TestDatabase database) {
		database.database().createCollection("capped", new CreateCollectionOptions().capped(true).sizeInBytes(100_000));
		database.database().createView("view", "dogs", List.of());
		database.database()
			.createCollection("series", new CreateCollectionOptions()
				.timeSeriesOptions(new com.mongodb.client.model.TimeSeriesOptions("at")));
		for (String name : List.of("capped", "view", "series")) {
			batches = Batches.of(name).update(Updates.inc("n", 1));
			try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
				assertThatExceptionOfType(MigrationFailedException.class)
					.isThrownBy(() -> harness.migrate(database.environment()))
					.withMessageContaining("'" + name + "'");
			}
			database.collection("monarch_migrations").drop();
		}
	}

	@Test
	void collectionThatIsDroppedMeanwhileFailsTheMigration(TestDatabase database) {
		insert(database, 100);
		batches = Batches.of("dogs").size(10).forEach((batch) -> {
			batch.documents().forEach((dog) -> batch.update(dog, Updates.inc("n", 1)));
			if (batch.documents().get(0).getInteger("_id") == 50) {
				throw new OutOfMemoryError("of the test");
			}
		});
		try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()));
			database.collection("dogs").drop();
			insert(database, 100);
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("replaced");
			// A person has to decide.
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("failed before");
			database.collection("dogs").drop();
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.runner.migrateOne("1_dogs", database.environment(), harness))
				.withMessageContaining("dropped");
			insert(database, 10);
			harness.runner.migrateOne("1_dogs", database.environment(), true, harness);
		}
		assertThat(counts(database)).containsExactly(1);
	}

	@Test
	void batchThatIsTooLargeForATransactionIsHalved(TestDatabase database) {
		for (int i = 0; i < 24; i++) {
			database.collection("dogs")
				.insertOne(new Document("_id", i).append("n", 0).append("text", "x".repeat(1 << 10)));
		}
		List<Integer> sizes = new ArrayList<>();
		batches = Batches.of("dogs").forEach((batch) -> {
			sizes.add(batch.documents().size());
			if (batch.documents().size() > 6) {
				throw new com.mongodb.MongoCommandException(new org.bson.BsonDocument("ok", new org.bson.BsonInt32(0))
					.append("code", new org.bson.BsonInt32(257))
					.append("errmsg", new org.bson.BsonString("Total size of all transaction operations is too large")),
						new com.mongodb.ServerAddress());
			}
			batch.documents().forEach((dog) -> batch.update(dog, Updates.inc("n", 1)));
		});
		run(database);
		assertThat(counts(database)).containsExactly(1);
		assertThat(sizes).startsWith(24, 12, 6);
	}

	@Test
	void batchOfLargeDocumentsIsHalvedSoThatItFitsIntoTheMemory(TestDatabase database) {
		for (int i = 0; i < 40; i++) {
			database.collection("dogs")
				.insertOne(new Document("_id", i).append("n", 0).append("text", "x".repeat(2 << 20)));
		}
		List<Integer> sizes = new ArrayList<>();
		batches = Batches.of("dogs").forEach((batch) -> {
			sizes.add(batch.documents().size());
			batch.documents().forEach((dog) -> batch.update(dog, Updates.inc("n", 1)));
		});
		run(database);
		assertThat(counts(database)).containsExactly(1);
		assertThat(sizes).allMatch((size) -> size <= 8);
	}

	@Test
	void migrationThatIsTransactionalOrInTheBackgroundWithoutBatchesIsRefused(TestDatabase database) {
		for (Class<?> type : List.of(TransactionalDogs.class, BackgroundWithoutBatches.class, AfterNothing.class)) {
			try (MigrationHarness harness = new MigrationHarness(type)) {
				assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> harness.migrate(database.environment()))
					.matches((failure) -> failure.kind() == Kind.BAD_INPUT);
			}
		}
		try (MigrationHarness harness = new MigrationHarness(AfterB.class, AfterA.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("'1_a' after '2_b' after '1_a'");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 10_001, 1_000_000 })
	void sizeOutOfRangeIsRefused(int size) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Batches.of("dogs").size(size))
			.withMessageContaining(String.valueOf(size));
	}

	@Test
	void batchesWithoutAChangeAreRefused(TestDatabase database) {
		insert(database, 1);
		batches = Batches.of("dogs");
		try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.withMessageContaining("have no change");
		}
	}

	private static void run(TestDatabase database) {
		try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
			harness.migrate(database.environment());
			assertThat(harness.status("1_dogs", database.environment()).state()).isEqualTo(MigrationState.COMPLETED);
		}
	}

	private static void assertFails(TestDatabase database, String... messages) {
		try (MigrationHarness harness = new MigrationHarness(Dogs.class)) {
			assertThatExceptionOfType(MigrationFailedException.class)
				.isThrownBy(() -> harness.migrate(database.environment()))
				.satisfies((failure) -> assertThat(failure.getMessage()).contains(messages));
		}
	}

	private static void insert(TestDatabase database, int documents) {
		database.collection("dogs")
			.insertMany(IntStream.range(0, documents).mapToObj((i) -> new Document("_id", i).append("n", 0)).toList());
	}

	private static List<Integer> counts(TestDatabase database) {
		return database.collection("dogs").distinct("n", Integer.class).into(new ArrayList<>());
	}

	private static void assertNoPositions(TestDatabase database) {
		assertThat(database.collection("monarch_migrations").find().map((each) -> each.getString("_id")))
			.containsExactly("1_dogs");
	}

	@Migration("1_dogs")
	static class Dogs implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return batches;
		}

	}

	@Migration(id = "1_dogs", transactional = true)
	static class TransactionalDogs extends Dogs {

	}

	@Migration(id = "1_background", background = true)
	static class BackgroundWithoutBatches implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

	@Migration(id = "1_after", after = "0_nothing")
	static class AfterNothing extends Dogs {

	}

	@Migration(id = "1_a", after = "2_b")
	static class AfterB extends Dogs {

	}

	@Migration(id = "2_b", after = "1_a")
	static class AfterA extends Dogs {

	}

}
