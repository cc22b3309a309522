package io.monarch.sample;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.LoggingMigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An example of how to test one's migrations; docs/testing.md explains it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "monarch.migration.trigger=none", "spring.main.banner-mode=off" })
class PaintHousesIntegrationTests {

	private static final String PAINT = "202611121130_paint_houses";

	/** In your application rather a container with {@code @ServiceConnection}. */
	private static final TestDatabase DATABASE = TestDatabase.create();

	@Autowired
	private MigrationRunner runner;

	@Autowired
	private MongoTemplate mongo;

	private Environment environment;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", DATABASE::uri);
	}

	@AfterAll
	static void drop() {
		DATABASE.close();
	}

	@BeforeEach
	void empty(@Autowired Environments environments) {
		this.environment = environments.application().orElseThrow();
		this.mongo.getDb().drop();
	}

	@Test
	void paintsRedHousesWhiteAndBack() {
		this.mongo.insert(new Document("_id", 1).append("color", "red"), "dog_houses");
		this.mongo.insert(new Document("_id", 2).append("color", "blue"), "dog_houses");

		this.runner.migrateOne(PAINT, this.environment, new LoggingMigrationListener());
		assertThat(this.mongo.findAll(Document.class, "dog_houses")).containsExactlyInAnyOrder(
				new Document("_id", 1).append("color", "white").append("formerColor", "red"),
				new Document("_id", 2).append("color", "blue"));
		assertThat(state()).isEqualTo(MigrationState.COMPLETED);

		this.runner.rollback(PAINT, this.environment, new LoggingMigrationListener());
		assertThat(this.mongo.findAll(Document.class, "dog_houses")).containsExactlyInAnyOrder(
				new Document("_id", 1).append("color", "red"), new Document("_id", 2).append("color", "blue"));
		assertThat(state()).isEqualTo(MigrationState.ROLLED_BACK);
	}

	@Test
	void allMigrationsRunOnAnEmptyDatabase() {
		MigrationResult result = this.runner.migrate(this.environment, new LoggingMigrationListener());
		assertThat(result.applied()).extracting(Applied::id).contains(PAINT);
		assertThat(result.pending()).isEmpty();
		assertThat(
				this.mongo.getCollection("dogs").countDocuments(new Document("breed", new Document("$exists", false))))
			.isZero();
	}

	private MigrationState state() {
		return this.runner.migrations()
			.list(this.environment)
			.stream()
			.filter((status) -> status.id().equals(PAINT))
			.map(MigrationStatus::state)
			.findFirst()
			.orElseThrow();
	}

}
