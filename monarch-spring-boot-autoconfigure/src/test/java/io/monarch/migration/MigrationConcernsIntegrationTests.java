package io.monarch.migration;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for migrations of environments whose URIs have concerns that are meant for
 * applications, on a real MongoDB.
 */
@RealMongo
class MigrationConcernsIntegrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "readConcernLevel=linearizable", "readConcernLevel=available", "readConcernLevel=snapshot",
			"w=0", "w=5&wtimeoutMS=1", "w=customTag", "readPreference=secondary" })
	void migrateWhenTheUriHasOtherConcernsIsRecorded(String options, TestDatabase database) {
		try (Environments environments = environments(database, options);
				MigrationHarness harness = new MigrationHarness(Plain.class, InTransaction.class)) {
			Environment environment = environments.get("test");
			assertThat(harness.migrate(environment).applied()).hasSize(2);
			assertThat(harness.migrate(environment).applied()).isEmpty();
			assertThat(database.collection("dogs").countDocuments()).isEqualTo(3);
		}
	}

	/**
	 * Of the application's own template Monarch changes nothing.
	 */
	@Test
	void migrateWhenTheApplicationDoesNotWaitForItsWritesIsRefused(TestDatabase database) {
		try (MongoClient client = MongoClients.create(uri(database, "w=0"));
				Environments environments = Environments.withApplication(List.of(), "application", client,
						database.name(), true);
				AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Plain.class)) {
			context.getBeanFactory().registerSingleton("mongoTemplate", new MongoTemplate(client, database.name()));
			MigrationRunner runner = new MigrationRunner(new Migrations(context.getDefaultListableBeanFactory(),
					new MigrationTemplates(context, true), MigrationHarness.SETTINGS), (event) -> {
					}, List.of());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> runner.migrate(environments.get("application"), new MigrationListener() {
				}))
				.withMessageContaining("w=0")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT));
			assertThat(database.database().listCollectionNames()).isEmpty();
		}
	}

	private static Environments environments(TestDatabase database, String options) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(uri(database, options)))
			.build();
		return Environments.of(List.of(new EnvironmentSettings("test", settings, database.name(), null)), "test");
	}

	private static String uri(TestDatabase database, String options) {
		return database.uri() + (database.uri().contains("?") ? "&" : "?") + options;
	}

	@Migration("1_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").insertOne(new Document("name", "Rex"));
			context.mongo().insert(new Document("name", "Wuff"), "dogs");
			assertThat(context.database().getCollection("dogs").countDocuments()).isEqualTo(2);
			assertThat(context.database().getWriteConcern()).isNotEqualTo(WriteConcern.UNACKNOWLEDGED);
		}

	}

	@Migration(value = "2_in_transaction", transactional = true)
	static class InTransaction implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			assertThat(context.database().getCollection("dogs").find()).hasSize(2);
			context.mongo().insert(new Document("name", "Lassie"), "dogs");
		}

	}

}
