package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.MonarchException;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.UncategorizedMongoDbException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts applications that migrate as another user than they run as, on a server that
 * checks rights.
 */
@ExtendWith(QuietOutput.class)
class MigrationUserIntegrationTests {

	private static TestStandalone server;

	private static MongoClient admin;

	@BeforeAll
	static void start() {
		server = TestStandalone.startWithAdmin("x");
		admin = MongoClients.create(uri("admin", "admin"));
		shop()
			.runCommand(new Document("createRole", "writesOrders")
				.append("privileges",
						List.of(new Document("resource", new Document("db", "shop").append("collection", "orders"))
							.append("actions", List.of("find", "insert", "update", "remove"))))
				.append("roles", List.of()));
		user("application", "writesOrders");
		user("migrations", "readWrite");
	}

	@AfterAll
	static void stop() {
		admin.close();
		server.close();
	}

	@BeforeEach
	void empty() {
		shop().getCollection("orders").drop();
		shop().getCollection("monarch_migrations").drop();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application", "production" })
	void migrationsRunAsTheirUserAndTheApplicationAsItsOwn(String environment) {
		for (int starts = 0; starts < 2; starts++) {
			try (ConfigurableApplicationContext context = start(environment, Writing.class, IndexOrders.class)) {
				MongoTemplate mongo = context.getBean(MongoTemplate.class);
				assertThatExceptionOfType(UncategorizedMongoDbException.class)
					.isThrownBy(() -> mongo.indexOps("orders").createIndex(new Index("age", Direction.ASC)))
					.withMessageContaining("not authorized");
			}
		}
		assertThat(shop().getCollection("orders").listIndexes()).extracting((index) -> index.getString("name"))
			.containsExactly("_id_", "number_1");
		assertThat(shop().getCollection("orders").countDocuments()).isEqualTo(2);
		assertThat(shop().getCollection("monarch_migrations").find()).singleElement()
			.satisfies((record) -> assertThat(record).containsEntry("state", "COMPLETED"));
	}

	@Test
	void migrationThatWouldRunAsTheUserOfTheApplicationIsRefusedBeforeAnyRuns() {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start("application", Writing.class, IndexOrders.class, WithTemplate.class));
		assertThat(failure).hasMessageContainingAll("'2_with_template' uses the bean 'mongoTemplate'",
				"which connects as the application does and not as it is configured for environment 'application'");
		assertThat(failure.action()).contains("Nothing was run", "context.mongo()");
		assertThat(failure.kind().exitCode()).isEqualTo(2);
		assertThat(shop().listCollectionNames().into(new ArrayList<>())).doesNotContain("orders", "monarch_migrations");
	}

	@Test
	void rightThatTheUserOfTheMigrationsLacksIsNamed() {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start("application", "application", Writing.class, IndexOrders.class));
		assertThat(failure).hasMessageContainingAll("The user of environment 'application'", "lacks a privilege");
		assertThat(shop().getCollection("orders").countDocuments()).isZero();
	}

	private static ConfigurableApplicationContext start(String environment, Class<?>... application) {
		return start(environment, "migrations", application);
	}

	private static ConfigurableApplicationContext start(String environment, String user, Class<?>... application) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setRegisterShutdownHook(false);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		return spring.run("--spring.mongodb.uri=" + uri("application", "shop"), "--monarch.environment=" + environment,
				"--monarch.environments." + environment + ".uri=" + uri(user, "shop"));
	}

	private static void user(String name, String role) {
		shop().runCommand(new Document("createUser", name).append("pwd", "x").append("roles", List.of(role)));
	}

	private static String uri(String user, String database) {
		return "mongodb://" + user + ":x@" + new ConnectionString(server.uri("admin")).getHosts().get(0) + "/"
				+ database;
	}

	private static MongoDatabase shop() {
		return admin.getDatabase("shop");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Writing {

		@Bean
		ApplicationRunner writer(MongoTemplate mongo) {
			return (arguments) -> mongo.insert(new Document("number", 7), "orders");
		}

	}

	@Migration("1_index_orders")
	static class IndexOrders implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().indexOps("orders").createIndex(new Index("number", Direction.ASC));
		}

	}

	@Migration("2_with_template")
	static class WithTemplate extends IndexOrders {

		WithTemplate(MongoTemplate mongo) {
		}

	}

}
