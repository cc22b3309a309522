package io.monarch.autoconfigure.tenants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environments;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the example of {@code docs/tenants.md}.
 */
@RealMongo
@ExtendWith(QuietOutput.class)
class TenantsPageIntegrationTests {

	@Test
	void exampleIsThatOfThePage() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/monarch/autoconfigure/tenants/ShopTenants.java"))
			.replaceFirst("(?s).*?(?=@Component)", "");
		assertThat(Files.readString(Path.of("..", "docs", "tenants.md"))).contains(source.strip());
	}

	@Test
	void tenantsOfTheCollectionAreMigratedAtTheStartAndAtRunTime(TestDatabase database) {
		String first = database.name() + "_1";
		String second = database.name() + "_2";
		database.collection("tenants").insertOne(new Document("name", first));
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run("--spring.mongodb.uri=" + database.uri(),
				"--monarch.migration.environments=application,tenant-*")) {
			assertThat(dogs(database, first)).isEqualTo(1);
			database.collection("tenants").insertOne(new Document("name", second));
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			Environments environments = context.getBean(Environments.class);
			MigrationResult result = runner.migrate(environments.get("tenant-" + second));
			assertThat(result.applied()).hasSize(1);
			assertThat(dogs(database, second)).isEqualTo(1);
		}
		finally {
			shop(database, first).drop();
			shop(database, second).drop();
		}
	}

	private static long dogs(TestDatabase database, String tenant) {
		return shop(database, tenant).getCollection("dogs").countDocuments();
	}

	private static MongoDatabase shop(TestDatabase database, String tenant) {
		return database.client().getDatabase("shop_" + tenant);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import(ShopTenants.class)
	static class Application {

		@Bean
		Dogs dogs() {
			return new Dogs();
		}

	}

	@Migration("1_dogs")
	static class Dogs implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document(), "dogs");
		}

	}

}
