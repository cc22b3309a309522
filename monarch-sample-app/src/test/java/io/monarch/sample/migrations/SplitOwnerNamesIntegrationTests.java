package io.monarch.sample.migrations;

import java.util.List;

import io.monarch.migration.BatchMigrationTester;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An example of how to test one's batch migrations; docs/testing.md explains it.
 */
@RealMongo
class SplitOwnerNamesIntegrationTests {

	private static final List<Document> OWNERS = List.of(new Document("_id", 1).append("name", "Ada Lovelace"),
			new Document("_id", 2).append("name", "Johann Sebastian Bach"),
			new Document("_id", 3).append("name", "Plato"),
			new Document("_id", 4).append("email", "nameless@example.com"),
			new Document("_id", 5).append("name", "Grace Hopper").append("lastName", "Murray"));

	private static final List<Document> SPLIT = List.of(
			new Document("_id", 1).append("name", "Ada Lovelace")
				.append("firstName", "Ada")
				.append("lastName", "Lovelace"),
			new Document("_id", 2).append("name", "Johann Sebastian Bach")
				.append("firstName", "Johann Sebastian")
				.append("lastName", "Bach"),
			new Document("_id", 3).append("name", "Plato").append("lastName", "Plato"), OWNERS.get(3), OWNERS.get(4));

	@Test
	void splitsNamesThatAreNotSplit(TestDatabase database) {
		assertThat(tester(database).run(new M202611231015SplitOwnerNames(), OWNERS)).isEqualTo(SPLIT);
	}

	@Test
	void batchThatIsRepeatedChangesNothingMore(TestDatabase database) {
		assertThat(tester(database).repeatingBatches().run(new M202611231015SplitOwnerNames(), OWNERS))
			.isEqualTo(SPLIT);
	}

	/** In your application rather with the template of the test's context. */
	private static BatchMigrationTester tester(TestDatabase database) {
		return BatchMigrationTester.on(new MongoTemplate(database.client(), database.name()));
	}

}
