package io.monarch.migration;

import java.util.List;
import java.util.Map;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batch;
import io.monarch.batch.Batches;
import io.monarch.environment.Environment;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the migrations that docs/batch-migrations.md shows for two deployments.
 */
@RealMongo
class ExpandMigrateContractIntegrationTests {

	@Test
	void documentsOfAllVersionsHaveTheNewFormAlone(TestDatabase database) {
		Environment environment = database.environment();
		insert(database, Map.of("_id", 1, "name", "Ada Lovelace"));
		insert(database, Map.of("_id", 2, "name", "Plato"));
		try (MigrationHarness second = new MigrationHarness(SplitNames.class)) {
			assertThat(second.runner.migrateInForeground(environment).applied()).isEmpty();
			assertThat(second.runner.migrateInBackground(environment, second).applied()).hasSize(1);
		}
		assertThat(database.collection("people").countDocuments(Filters.exists("last"))).isEqualTo(2);
		// The first version writes behind the position, and the second one writes both.
		insert(database, Map.of("_id", 0, "name", "Grace Hopper"));
		database.collection("people").updateOne(Filters.eq("_id", 1), Updates.set("name", "Ada Byron"));
		insert(database, Map.of("_id", 3, "name", "Alan Turing", "first", "Alan", "last", "Turing"));
		try (MigrationHarness third = new MigrationHarness(SplitNames.class, SplitChangedNames.class,
				RemoveNames.class)) {
			assertThat(third.runner.migrateInForeground(environment).applied()).extracting(Applied::id)
				.containsExactly("202612151000_split_changed_names");
			assertThat(third.runner.migrateInBackground(environment, third).applied()).hasSize(1);
		}
		assertNew(database);
	}

	@Test
	void contractThatComesTooEarlyCompletesTheFirstMigration(TestDatabase database) {
		insert(database, Map.of("_id", 0, "name", "Grace Hopper"));
		insert(database, Map.of("_id", 1, "name", "Ada Byron"));
		insert(database, Map.of("_id", 2, "name", "Plato"));
		insert(database, Map.of("_id", 3, "name", "Alan Turing"));
		try (MigrationHarness third = new MigrationHarness(SplitNames.class, SplitChangedNames.class,
				RemoveNames.class)) {
			assertThat(third.runner.migrateInForeground(database.environment()).applied()).extracting(Applied::id)
				.containsExactly("202612011030_split_names", "202612151000_split_changed_names");
			third.runner.migrateInBackground(database.environment(), third);
		}
		assertNew(database);
	}

	private static void assertNew(TestDatabase database) {
		assertThat(database.collection("people").find().sort(new Document("_id", 1))).containsExactly(
				new Document("_id", 0).append("first", "Grace").append("last", "Hopper"),
				new Document("_id", 1).append("first", "Ada").append("last", "Byron"),
				new Document("_id", 2).append("first", "").append("last", "Plato"),
				new Document("_id", 3).append("first", "Alan").append("last", "Turing"));
	}

	private static void insert(TestDatabase database, Map<String, Object> person) {
		database.collection("people").insertOne(new Document(person));
	}

	@Migration(id = "202612011030_split_names", background = true)
	static class SplitNames implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("people").filter(Filters.exists("last", false)).share(0.3).forEach(SplitNames::split);
		}

		static void split(Batch batch) {
			for (Document person : batch.documents()) {
				String name = person.getString("name");
				int space = name.lastIndexOf(' ');
				batch.update(person, Updates.combine(Updates.set("first", name.substring(0, Math.max(space, 0))),
						Updates.set("last", name.substring(space + 1))));
			}
		}

	}

	@Migration(id = "202612151000_split_changed_names", after = "202612011030_split_names")
	static class SplitChangedNames implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("people")
				.filter(Filters.and(Filters.exists("name"),
						Filters.expr(new Document("$ne",
								List.of("$name", new Document("$concat", List.of("$first", " ", "$last")))))))
				.forEach(SplitNames::split);
		}

	}

	@Migration(id = "202612151010_remove_names", background = true, after = "202612151000_split_changed_names")
	static class RemoveNames implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return Batches.of("people").filter(Filters.exists("name")).update(Updates.unset("name"));
		}

	}

}
