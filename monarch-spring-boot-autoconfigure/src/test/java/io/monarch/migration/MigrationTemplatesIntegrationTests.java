package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.monarch.environment.Environment;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MigrationTemplates}, with an application that creates its indexes by
 * itself.
 */
@RealMongo
class MigrationTemplatesIntegrationTests {

	private final MongoMappingContext entities = new MongoMappingContext();

	MigrationTemplatesIntegrationTests() {
		this.entities.setAutoIndexCreation(true);
		this.entities.setInitialEntitySet(Set.of(Dog.class));
		this.entities.afterPropertiesSet();
	}

	@Test
	void migratingAnotherEnvironmentCreatesNoIndexesOfTheApplicationThereNorHere(TestDatabase database) {
		try (TestDatabase own = TestDatabase.create();
				AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(MongoMappingContext.class, () -> this.entities);
			context.registerBean(MongoTemplate.class, () -> {
				assertThat(this.entities.isAutoIndexCreation()).isFalse();
				return new MongoTemplate(new SimpleMongoClientDatabaseFactory(own.client(), own.name()),
						new MappingMongoConverter(NoOpDbRefResolver.INSTANCE, this.entities));
			}, (definition) -> definition.setLazyInit(true));
			context.register(WithCats.class);
			context.refresh();
			runner(context, new MigrationTemplates(context, false)).migrate(database.environment(),
					new MigrationListener() {
					});
			assertThat(own.database().listCollectionNames()).isEmpty();
		}
		assertThat(database.database().listCollectionNames().into(new ArrayList<>())).contains("cats")
			.doesNotContain("dogs");
		assertThat(indexes(database, "cats")).containsExactly("_id_");
		assertThat(this.entities.isAutoIndexCreation()).isTrue();
	}

	@Test
	void markingMakesNoTemplate(TestDatabase database) {
		Environment environment = database.environment();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean(MongoTemplate.class, () -> {
				throw new AssertionError("The application's template has no part in this");
			}, (definition) -> definition.setLazyInit(true));
			context.register(WithCats.class);
			context.refresh();
			MigrationRunner runner = runner(context, new MigrationTemplates(context, true));
			assertThat(runner.mark("1_with_cats", environment, MigrationState.COMPLETED).state())
				.isEqualTo(MigrationState.COMPLETED);
			assertThat(runner.mark("1_with_cats", environment, MigrationState.NEW).state())
				.isEqualTo(MigrationState.NEW);
		}
	}

	private static MigrationRunner runner(AnnotationConfigApplicationContext context, MigrationTemplates templates) {
		return new MigrationRunner(
				new Migrations(context.getDefaultListableBeanFactory(), templates, MigrationHarness.SETTINGS),
				(event) -> {
				}, List.of());
	}

	private static List<String> indexes(TestDatabase database, String collection) {
		return database.collection(collection)
			.listIndexes()
			.map((index) -> index.getString("name"))
			.into(new ArrayList<>());
	}

	@org.springframework.data.mongodb.core.mapping.Document("dogs")
	record Dog(@Indexed String name) {

	}

	@org.springframework.data.mongodb.core.mapping.Document("cats")
	record Cat(@Indexed String name) {

	}

	@Migration("1_with_cats")
	static class WithCats implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Cat("Tom"));
			assertThat(context.database().getCollection("cats").find().first()).isInstanceOf(Document.class)
				.containsEntry("name", "Tom");
		}

	}

}
