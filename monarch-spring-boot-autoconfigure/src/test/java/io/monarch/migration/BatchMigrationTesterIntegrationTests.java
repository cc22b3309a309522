package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.event.BeforeConvertCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BatchMigrationTester} on a real MongoDB.
 */
@EveryServer
@RealMongo
class BatchMigrationTesterIntegrationTests {

	@Test
	void updateChangesEachDocumentOnceAndLeavesNothingBehind(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", "mine").append("n", 0));
		List<String> before = databases(database);
		List<Document> dogs = tester(database)
			.run(() -> Batches.of("dogs").filter(Filters.ne("type", "cat")).update(Updates.inc("n", 1)), documents(7));
		assertThat(dogs)
			.isEqualTo(IntStream.range(0, 7).mapToObj((i) -> new Document("_id", i).append("n", 1)).toList());
		assertThat(databases(database)).isEqualTo(before);
		assertThat(database.database().listCollectionNames()).containsExactly("dogs");
		assertThat(database.collection("dogs").find()).containsExactly(new Document("_id", "mine").append("n", 0));
	}

	@Test
	void functionGetsBatchesOfTheSizeAndWritesToOtherCollections(TestDatabase database) {
		List<Integer> sizes = new ArrayList<>();
		MongoBatchMigration migration = () -> Batches.of("dogs").size(1000).threads(4).share(0.1).forEach((batch) -> {
			sizes.add(batch.documents().size());
			for (Document dog : batch.documents()) {
				batch.update(dog, Updates.inc("n", 1));
				batch.mongo().insert(new Document("_id", dog.get("_id")), "log");
			}
			batch.database().getCollection("counts").insertOne(new Document("_id", sizes.size()));
		});
		Map<String, List<Document>> after = tester(database).size(3)
			.run(migration, Map.of("dogs", documents(7), "cats", documents(1)));
		assertThat(sizes).containsExactly(3, 3, 1);
		assertThat(after).containsOnlyKeys("dogs", "log", "counts", "cats");
		assertThat(after.get("dogs")).hasSize(7).allMatch((dog) -> dog.getInteger("n") == 1);
		assertThat(after.get("log")).hasSize(7);
		assertThat(after.get("counts")).hasSize(3);
		assertThat(after.get("cats")).isEqualTo(documents(1));
	}

	@Test
	void functionThatThrowsAfterItWroteIsRolledBackWithItsBatch(TestDatabase database) {
		List<String> before = databases(database);
		List<Object> changed = new ArrayList<>();
		MongoBatchMigration migration = () -> Batches.of("dogs").forEach((batch) -> {
			batch.mongo().insert(new Document("size", batch.documents().size()), "log");
			for (Document dog : batch.documents()) {
				if (dog.getInteger("_id") == 3) {
					throw new IllegalStateException("has no owner");
				}
				changed.add(dog.get("_id"));
			}
		});
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> tester(database).run(migration, documents(7)))
			.withMessageStartingWith("The document {\"_id\": 3} of collection 'dogs' cannot be changed")
			.withMessageContaining("has no owner")
			.withRootCauseInstanceOf(IllegalStateException.class);
		// The batch of 2 and 3 was rolled back and halved.
		assertThat(changed).containsExactly(0, 1, 2, 2);
		assertThat(databases(database)).isEqualTo(before);
	}

	@Test
	void transactionOfABatchIncludesWritesToOtherCollections(TestDatabase database) {
		List<Integer> failed = new ArrayList<>();
		MongoBatchMigration migration = () -> Batches.of("dogs").forEach((batch) -> {
			batch.mongo().insert(new Document("size", batch.documents().size()), "log");
			if (batch.documents().size() > 1) {
				failed.add(batch.documents().size());
				throw new IllegalStateException("is halved");
			}
		});
		Map<String, List<Document>> after = tester(database).run(migration, Map.of("dogs", documents(2)));
		assertThat(failed).isNotEmpty();
		assertThat(after.get("log")).hasSize(2);
	}

	@Test
	void repeatedBatchesShowWhatIsNotRestartable(TestDatabase database) {
		BatchMigrationTester tester = tester(database).repeatingBatches();
		assertThat(tester.run(() -> Batches.of("dogs").update(Updates.inc("n", 1)), documents(5)))
			.allMatch((dog) -> dog.getInteger("n") == 2);
		assertThat(tester.run(() -> Batches.of("dogs").update(Updates.set("n", 1)), documents(5))).hasSize(5)
			.allMatch((dog) -> dog.getInteger("n") == 1);
		assertThat(tester.run(() -> Batches.of("dogs").filter(Filters.eq("n", 0)).update(Updates.inc("n", 1)),
				documents(5)))
			.allMatch((dog) -> dog.getInteger("n") == 1);
	}

	@Test
	void documentsThatAreGivenStayAsTheyAre(TestDatabase database) {
		Document dog = new Document("n", 0);
		List<Document> dogs = tester(database).run(() -> Batches.of("dogs").update(Updates.inc("n", 1)), List.of(dog));
		assertThat(dog).isEqualTo(new Document("n", 0));
		assertThat(dogs).singleElement().extracting((each) -> each.get("n")).isEqualTo(1);
	}

	@Test
	void collectionThatIsEmptyHasNothingToDo(TestDatabase database) {
		assertThat(tester(database).run(() -> Batches.of("dogs").update(Updates.inc("n", 1)), List.of())).isEmpty();
	}

	@Test
	void migrationThatReturnsNoChangeIsRefused(TestDatabase database) {
		List<String> before = databases(database);
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> tester(database).run(() -> Batches.of("dogs"), documents(1)))
			.withMessageContaining("have no change");
		assertThat(databases(database)).isEqualTo(before);
	}

	@Test
	void templateOfTheMigrationHasTheCallbacksOfTheGivenOne(TestDatabase database) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(MongoTemplate.class, () -> new MongoTemplate(database.client(), database.name()));
			context.registerBean(Renaming.class);
			context.refresh();
			Map<String, List<Document>> after = BatchMigrationTester.on(context.getBean(MongoTemplate.class))
				.run(() -> Batches.of("dogs").forEach((batch) -> batch.mongo().insert(new Cat("1", "Tom"), "cats")),
						Map.of("dogs", documents(1)));
			assertThat(after.get("cats")).singleElement().extracting((cat) -> cat.get("name")).isEqualTo("TOM");
		}
	}

	private static BatchMigrationTester tester(TestDatabase database) {
		return BatchMigrationTester.on(new MongoTemplate(database.client(), database.name()));
	}

	private static List<Document> documents(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new Document("_id", i).append("n", 0)).toList();
	}

	/**
	 * Return the temporary databases on the server, which other tests also use.
	 */
	private static List<String> databases(TestDatabase database) {
		return database.client()
			.listDatabaseNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.startsWith("monarch_test_"))
			.toList();
	}

	/**
	 * An entity.
	 */
	record Cat(String id, String name) {

	}

	/**
	 * A callback of an application.
	 */
	static class Renaming implements BeforeConvertCallback<Cat> {

		@Override
		public Cat onBeforeConvert(Cat cat, String collection) {
			return new Cat(cat.id(), cat.name().toUpperCase(java.util.Locale.ROOT));
		}

	}

}
