package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Migrates with applications whose beans are on two servers, where the databases have the
 * same name.
 */
@LongTest
@RealMongo
@ExtendWith(QuietOutput.class)
class TwoServersIntegrationTests {

	private static TestStandalone server;

	private static MongoClient client;

	private TestDatabase first;

	private MongoDatabase second;

	@BeforeAll
	static void startSecond() {
		server = TestStandalone.start();
		client = MongoClients.create(server.uri("admin"));
	}

	@AfterAll
	static void stopSecond() {
		client.close();
		server.close();
	}

	@BeforeEach
	void open(TestDatabase database) {
		this.first = database;
		this.second = client.getDatabase(database.name());
	}

	@AfterEach
	void drop() {
		this.second.drop();
	}

	@ParameterizedTest
	@ValueSource(classes = { FactoryOnSecond.class, FactoryAndClientOnSecond.class })
	void migrationsRunOnTheServerOfTheFactory(Class<?> application) {
		start(application, Plain.class).close();
		assertThat(names(this.second)).contains("dogs", "monarch_migrations", "monarch_lock");
		assertThat(names(this.first.database())).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { TemplateOnSecond.class, PrimaryTemplateOnSecond.class, OnlyTemplateOnSecond.class })
	void templateOfAnotherServerIsRefusedBeforeAnythingIsWritten(Class<?> application) {
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> start(application, Plain.class));
		assertThat(failure).hasMessageContainingAll(
				"MongoTemplate is on database '" + this.first.name() + " on " + address(),
				"is on database '" + this.first.name() + "'");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(names(this.second)).isEmpty();
		assertThat(names(this.first.database())).isEmpty();
	}

	@Test
	void transactionIsThatOfTheTemplateOnTheServerOfTheEnvironment() {
		MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
				() -> start(ShopAndAudit.class, Failing.class));
		assertThat(failure).hasMessageContaining("boom");
		assertThat(names(this.first.database())).doesNotContain("dogs");
		assertThat(names(this.second)).isEmpty();
	}

	@Test
	void transactionThatUsesATemplateOfAnotherServerIsRefused() {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start(ShopAndAudit.class, Auditing.class));
		assertThat(failure).hasMessageContainingAll("'1_auditing' is transactional, but uses the bean 'auditTemplate'");
		assertThat(names(this.second)).isEmpty();
	}

	@Test
	void environmentOfTheSameDatabaseOnAnotherServerIsMigratedThere() {
		try (ConfigurableApplicationContext context = start(Application.class, Plain.class)) {
			assertThat(names(this.first.database())).contains("dogs");
			assertThat(names(this.second)).isEmpty();
			context.getBean(MigrationRunner.class)
				.migrate(context.getBean(Environments.class).get("staging"), new MigrationListener() {
				});
		}
		assertThat(this.second.getCollection("dogs").countDocuments()).isOne();
		assertThat(this.first.collection("dogs").countDocuments()).isOne();
	}

	private String address() {
		return server.uri("").replace("mongodb://", "").replace("/", "");
	}

	private ConfigurableApplicationContext start(Class<?>... application) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setRegisterShutdownHook(false);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		String uri = server.uri(this.first.name());
		return spring.run("--spring.mongodb.uri=" + this.first.uri(), "--second=" + uri,
				"--monarch.environments.staging.uri=" + uri, "--monarch.environments.staging.protection=open");
	}

	private static List<String> names(MongoDatabase database) {
		return database.listCollectionNames().into(new ArrayList<>());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Value("${second}")
		String uri;

		MongoDatabaseFactory second() {
			return new SimpleMongoClientDatabaseFactory(this.uri);
		}

	}

	static class FactoryOnSecond extends Application {

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory() {
			return second();
		}

	}

	static class FactoryAndClientOnSecond extends Application {

		@Bean(destroyMethod = "close")
		MongoClient secondClient() {
			return MongoClients.create(this.uri);
		}

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory(MongoClient secondClient) {
			return new SimpleMongoClientDatabaseFactory(secondClient,
					this.uri.substring(this.uri.lastIndexOf('/') + 1));
		}

	}

	static class TemplateOnSecond extends Application {

		@Bean
		MongoTemplate mongoTemplate() {
			return new MongoTemplate(second());
		}

		@Bean
		MongoTemplate shopTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	static class PrimaryTemplateOnSecond extends Application {

		@Bean
		@Primary
		MongoTemplate auditTemplate() {
			return new MongoTemplate(second());
		}

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	static class OnlyTemplateOnSecond extends Application {

		@Bean
		MongoTemplate anyTemplate() {
			return new MongoTemplate(second());
		}

	}

	static class ShopAndAudit extends MigrationApplicationsIntegrationTests.WithFiles {

		@Bean
		MongoTemplate shopTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

		@Bean
		MongoTemplate auditTemplate(@Value("${second}") String uri) {
			return new MongoTemplate(new SimpleMongoClientDatabaseFactory(uri));
		}

	}

	@Migration("1_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

	@Migration(id = "1_failing", transactional = true)
	static class Failing implements MongoMigration {

		private final MongoTemplate shopTemplate;

		Failing(MongoTemplate shopTemplate) {
			this.shopTemplate = shopTemplate;
		}

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
			this.shopTemplate.insert(new Document("name", "Bello"), "dogs");
			throw new IllegalStateException("boom");
		}

	}

	@Migration(id = "1_auditing", transactional = true)
	static class Auditing implements MongoMigration {

		Auditing(MongoTemplate auditTemplate) {
		}

		@Override
		public void migrate(MigrationContext context) {
		}

	}

}
