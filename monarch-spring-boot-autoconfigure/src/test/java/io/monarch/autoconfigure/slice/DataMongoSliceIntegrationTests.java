package io.monarch.autoconfigure.slice;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.mongodb.test.autoconfigure.DataMongoTest;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for migrations in a slice of an application, whose component scan finds none.
 */
@EverySpringBoot
@DataMongoTest
class DataMongoSliceIntegrationTests {

	private static final TestDatabase DATABASE = TestDatabase.create();

	@Autowired
	private MongoTemplate mongo;

	@DynamicPropertySource
	static void connect(DynamicPropertyRegistry properties) {
		properties.add("spring.mongodb.uri", DATABASE::uri);
	}

	@AfterAll
	static void close() {
		DATABASE.close();
	}

	@Test
	void migrationsRunBeforeTheTest() {
		assertThat(this.mongo.getCollection("dogs").find().first()).containsEntry("name", "Rex");
		assertThat(this.mongo.getCollection("monarch_migrations").countDocuments()).isOne();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

	@Migration("1_dogs")
	static class Dogs implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

}
