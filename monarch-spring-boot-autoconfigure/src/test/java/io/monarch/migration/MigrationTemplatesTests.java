package io.monarch.migration;

import java.util.List;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
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
		MigrationTemplate used = on(template);
		assertThat(used.template()).isSameAs(template);
		assertThat(used.factory()).isSameAs(template.getMongoDatabaseFactory());
	}

	@Test
	void templateOfTheApplicationOnAnotherDatabaseIsRefusedNamingBoth() {
		MongoTemplate template = new MongoTemplate(this.client, "elsewhere");
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> on(template));
		assertThat(failure).hasMessageContaining("'elsewhere'")
			.hasMessageContaining("'shop'")
			.hasMessageContaining("'application'");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure.action()).contains("spring.mongodb.uri", "monarch.environment");
	}

	@Test
	void templateThatWaitsForNoAnswerIsRefused() {
		MongoTemplate template = new MongoTemplate(this.client, "shop");
		template.setWriteConcern(WriteConcern.UNACKNOWLEDGED);
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> on(template))
			.withMessageContaining("does not wait for an answer to its writes (w=0)");
	}

	@Test
	void environmentWithoutATemplateOfTheApplicationGetsOneOfItsOwn() {
		MigrationTemplate used = on();
		assertThat(used.template().getMongoDatabaseFactory()).isSameAs(used.factory());
		assertThat(used.factory().getMongoDatabase().getName()).isEqualTo("shop");
	}

	private MigrationTemplate on(MongoTemplate... templates) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			for (int i = 0; i < templates.length; i++) {
				context.getBeanFactory().registerSingleton("template" + i, templates[i]);
			}
			context.refresh();
			return new MigrationTemplates(context, true).on(this.environment, true);
		}
	}

}
