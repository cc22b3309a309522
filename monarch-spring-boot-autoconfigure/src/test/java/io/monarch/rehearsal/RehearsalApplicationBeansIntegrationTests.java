package io.monarch.rehearsal;

import com.mongodb.client.MongoClient;
import io.monarch.autoconfigure.MonarchAutoConfiguration;
import io.monarch.autoconfigure.MonarchMigrationAutoConfiguration;
import io.monarch.autoconfigure.MonarchRehearsalAutoConfiguration;
import io.monarch.autoconfigure.MonarchTransferAutoConfiguration;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for rehearsals of an application's own environment, whose migrations use its
 * beans.
 */
@RealMongo
class RehearsalApplicationBeansIntegrationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MonarchAutoConfiguration.class, MonarchMigrationAutoConfiguration.class,
				MonarchTransferAutoConfiguration.class, MonarchRehearsalAutoConfiguration.class))
		.withPropertyValues("monarch.migration.trigger=none");

	@Test
	void templateOfTheApplicationIsOnTheTemporaryDatabase(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", 1));
		this.runner.withPropertyValues("spring.mongodb.uri=" + database.uri())
			.withUserConfiguration(UsesTemplate.class)
			.run((context) -> {
				Environment own = context.getBean(Environments.class).application().orElseThrow();
				MigrationProof proof = context.getBean(Rehearsal.class).prove("uses_template", own);
				assertThat(proof.error()).isNull();
				assertThat(proof.warnings()).isEmpty();
				assertThat(proof.survival()).isEqualTo(Survival.TRANSACTIONAL);
				assertThat(database.collection("dogs").find().first()).isEqualTo(new Document("_id", 1));
				assertThat(context.getBean(MongoTemplate.class).getDb().getName()).isEqualTo(database.name());
				assertThat(context.getBean(MongoTemplate.class).count(new Query(), "dogs")).isOne();
			});
	}

	@Test
	void clientOfTheApplicationIsRefused(TestDatabase database) {
		this.runner.withPropertyValues("spring.mongodb.uri=" + database.uri())
			.withUserConfiguration(UsesClient.class)
			.run((context) -> {
				Environment own = context.getBean(Environments.class).application().orElseThrow();
				assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> context.getBean(Rehearsal.class).prove("uses_client", own))
					.withMessageContaining("cannot be rehearsed: it uses the bean 'mongo");
				assertThat(database.database().listCollectionNames()).doesNotContain("dogs");
			});
	}

	@Test
	void writeWithTheClientOfTheApplicationIsRefused(TestDatabase database) {
		HidesClient.client = null;
		this.runner.withPropertyValues("spring.mongodb.uri=" + database.uri())
			.withUserConfiguration(HidesClient.class)
			.run((context) -> {
				HidesClient.client = context.getBean(MongoClient.class);
				Environment own = context.getBean(Environments.class).application().orElseThrow();
				MigrationProof proof = context.getBean(Rehearsal.class).prove("hides_client", own);
				assertThat(proof.completed()).isFalse();
				assertThat(proof.warnings()).extracting(RehearsalWarning::kind)
					.containsExactly(WarningKind.OTHER_DATABASE);
				assertThat(database.database().listCollectionNames()).doesNotContain("dogs");
			});
	}

	@Migration(id = "uses_template", transactional = true)
	static class UsesTemplate implements MongoMigration {

		private final MongoTemplate template;

		UsesTemplate(MongoTemplate template) {
			this.template = template;
		}

		@Override
		public void migrate(MigrationContext context) {
			this.template.insert(new Document("_id", 2), "dogs");
			assertThat(context.mongo().findById(2, Document.class, "dogs")).isNotNull();
		}

		@Override
		public void rollback(MigrationContext context) {
			this.template.remove(new Query(Criteria.where("_id").is(2)), "dogs");
		}

	}

	@Migration("uses_client")
	static class UsesClient implements MongoMigration {

		private final MongoClient client;

		UsesClient(MongoClient client) {
			this.client = client;
		}

		@Override
		public void migrate(MigrationContext context) {
			this.client.getDatabase("x").getCollection("dogs").insertOne(new Document());
		}

	}

	@Migration("hides_client")
	static class HidesClient implements MongoMigration {

		private static MongoClient client;

		@Override
		public void migrate(MigrationContext context) {
			client.getDatabase("monarch_hidden").getCollection("dogs").insertOne(new Document());
		}

	}

}
