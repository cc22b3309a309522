package io.monarch.migration;

import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link MigrationTemplates} on the application's own environment.
 */
class MigrationTemplatesTests {

	private final MongoClient client = MongoClients.create("mongodb://127.0.0.1:1");

	private final Environments environments = Environments.withApplication(List.of(), "application", this.client,
			"shop", true);

	private final Environment environment = this.environments.get("application");

	@AfterEach
	void close() {
		this.environments.close();
		this.client.close();
	}

	@Test
	void templateOfTheApplicationIsUsedOnItsOwnDatabase() {
		MongoTemplate template = new MongoTemplate(this.client, "shop");
		MigrationTemplate used = new MigrationTemplates(() -> template, () -> null).on(this.environment);
		assertThat(used.get()).isSameAs(template);
		assertThat(used.factory()).isSameAs(template.getMongoDatabaseFactory());
	}

	@Test
	void templateOfTheApplicationOnAnotherDatabaseIsRefusedNamingBoth() {
		MongoTemplate template = new MongoTemplate(this.client, "elsewhere");
		MigrationTemplates templates = new MigrationTemplates(() -> template, () -> null);
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> templates.on(this.environment));
		assertThat(failure).hasMessageContaining("'elsewhere'")
			.hasMessageContaining("'shop'")
			.hasMessageContaining("'application'");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure.action()).contains("spring.mongodb.uri", "monarch.environment");
	}

	@Test
	void environmentWithoutATemplateOfTheApplicationGetsOneOfItsOwn() {
		MigrationTemplate used = new MigrationTemplates(() -> null, () -> null).on(this.environment);
		assertThat(used.get().getMongoDatabaseFactory()).isSameAs(used.factory());
		assertThat(used.get()).isSameAs(used.get());
		assertThat(used.factory().getMongoDatabase().getName()).isEqualTo("shop");
	}

}
