package io.monarch.autoconfigure;

import io.monarch.environment.Environments;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.mongodb.MongoDBContainer;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts an application whose MongoDB is a container with {@code @ServiceConnection},
 * which needs no further code.
 */
@RealMongo
@ExtendWith(QuietOutput.class)
class ServiceConnectionIntegrationTests {

	@Test
	void migrationsRunOnTheDatabaseOfTheContainer(TestDatabase database) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, First.class)
			.web(WebApplicationType.NONE)
			.initializers((each) -> each.getBeanFactory().registerSingleton("database", database))
			.run()) {
			assertThat(context.getBean(Environments.class).application())
				.hasValueSatisfying((environment) -> assertThat(environment.database()).isEqualTo(database.name()));
			assertThat(database.collection("dogs").countDocuments()).isOne();
			assertThat(database.collection("monarch_migrations").countDocuments()).isOne();
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ServiceConnection
		RunningContainer mongodb(TestDatabase database) {
			return new RunningContainer(database);
		}

	}

	/**
	 * A container that runs already, so that no engine is needed: its server is that of
	 * the build, which is in a container itself where an engine answers.
	 */
	static final class RunningContainer extends MongoDBContainer {

		private final TestDatabase database;

		RunningContainer(TestDatabase database) {
			super("mongo:8.0");
			this.database = database;
		}

		@Override
		public void start() {
			// it runs
		}

		@Override
		public void stop() {
			// it is the build's
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public String getReplicaSetUrl() {
			return this.database.uri();
		}

		@Override
		public String getReplicaSetUrl(String databaseName) {
			return this.database.uri();
		}

	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

}
