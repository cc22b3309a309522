package io.monarch.migration;

import java.util.List;
import java.util.Map;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import org.springframework.context.annotation.Scope;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.ReactiveMongoOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link MigrationBeans}: which beans are migrations, and which only look so.
 */
class MigrationBeansTests {

	private static final EnvironmentSettings ELSEWHERE = new EnvironmentSettings("elsewhere",
			MongoClientSettings.builder().build(), "shop", null);

	@Test
	void migrationsAreFoundInTheOrderOfTheirIds() {
		try (MigrationHarness harness = new MigrationHarness(Tenth.class, Second.class, Elsewhere.class)) {
			assertThat(harness.runner.migrations().ids()).containsExactly("2_second", "10_tenth");
		}
	}

	@Test
	void twoOfOneIdAreRefusedNamingBoth() {
		assertThat(refused(Second.class, SecondAgain.class)).hasMessageContaining("'2_second'")
			.hasMessageContaining(Second.class.getName())
			.hasMessageContaining(SecondAgain.class.getName());
	}

	@Test
	void idThatIsEmptyTooLongOrObeyedByATerminalIsRefused() {
		assertThat(refused(Empty.class)).hasMessageContaining(Empty.class.getName()).hasMessageContaining("is empty");
		assertThat(refused(Blank.class)).hasMessageContaining("is empty");
		assertThat(refused(TooLong.class)).hasMessageContaining("has 201 characters");
		assertThat(refused(Escaping.class)).hasMessageContaining("control character")
			.message()
			.doesNotContain("\u001b");
	}

	@Test
	void idOfTwoHundredCharactersIsAllowed() {
		try (MigrationHarness harness = new MigrationHarness(Longest.class)) {
			assertThat(harness.runner.migrations().ids()).singleElement().asString().hasSize(200);
		}
	}

	@Test
	void annotatedBeanThatIsNoMigrationIsRefused() {
		MonarchException failure = refused(NoMigration.class);
		assertThat(failure).hasMessageContaining(NoMigration.class.getName())
			.hasMessageContaining("is not a migration");
		assertThat(failure.action()).isEqualTo("Make it implement MongoMigration.");
	}

	@Test
	void migrationWithoutAnIdIsRefused() {
		MonarchException failure = refused(WithoutId.class);
		assertThat(failure).hasMessageContaining(WithoutId.class.getName()).hasMessageContaining("has no id");
		assertThat(failure.action()).contains("@Migration");
	}

	@Test
	void migrationOfABeanMethodIsFoundByTheAnnotationOfItsClass() {
		try (MigrationHarness harness = new MigrationHarness(Methods.class)) {
			assertThat(harness.runner.migrations().ids()).containsExactly("2_second");
		}
	}

	@Test
	void migrationWhoseAbstractTypeSaysItsIdIsNotCreatedForThat() {
		try (MigrationHarness harness = new MigrationHarness(Abstract.class)) {
			assertThat(harness.runner.migrations().ids()).containsExactly("20_abstract");
		}
	}

	@Test
	void migrationOfABeanMethodThatReturnsTheInterfaceIsFoundByItsBean() {
		try (MigrationHarness harness = new MigrationHarness(Untold.class)) {
			assertThat(harness.runner.migrations().ids()).containsExactly("2_second", "6_undone", "10_tenth");
			MigrationBeans beans = new MigrationBeans(harness.context.getDefaultListableBeanFactory());
			assertThatNoException().isThrownBy(() -> beans.requireRollback(beans.find("6_undone").orElseThrow()));
		}
	}

	@Test
	void migrationThatHasToBeCreatedForItsIdAndCannotBeIsRefused() {
		MonarchException failure = refused(Broken.class);
		assertThat(failure).hasMessageContaining("'broken'").hasMessageContaining("no collaborator");
		assertThat(failure.action()).contains("return its class");
	}

	@ParameterizedTest
	@ValueSource(classes = { MongoOperations.class, MongoDatabaseFactory.class, MongoClient.class,
			ReactiveMongoOperations.class, ReactiveMongoDatabaseFactory.class })
	void migrationThatUsesTheApplicationsMongoIsRefusedOnAnotherEnvironment(Class<?> mongo) {
		try (MigrationHarness harness = new MigrationHarness(WithRepository.class);
				Environments environments = Environments.of(List.of(ELSEWHERE), "application")) {
			harness.context.registerBean("repository", Repository.class,
					(definition) -> definition.setDependsOn("shop"));
			harness.context.registerBean("shop", FactoryOf.class, () -> new FactoryOf(mongo));
			MigrationBeans beans = new MigrationBeans(harness.context.getDefaultListableBeanFactory());
			MigrationDefinition definition = beans.find("5_with_repository").orElseThrow();
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> create(harness, beans, definition, environments.get("elsewhere")));
			assertThat(failure).hasMessageContaining("uses the bean 'shop'").hasMessageContaining("'elsewhere'");
			assertThat(failure.action()).contains("context.mongo()");
		}
	}

	@Test
	void migrationThatUsesOtherBeansRunsOnAnotherEnvironment() {
		try (MigrationHarness harness = new MigrationHarness(WithRepository.class, Repository.class);
				Environments environments = Environments.of(List.of(ELSEWHERE), "application")) {
			MigrationBeans beans = new MigrationBeans(harness.context.getDefaultListableBeanFactory());
			MigrationDefinition definition = beans.find("5_with_repository").orElseThrow();
			assertThat(create(harness, beans, definition, environments.get("elsewhere")))
				.isInstanceOf(WithRepository.class);
		}
	}

	private static @Nullable MongoMigration create(MigrationHarness harness, MigrationBeans beans,
			MigrationDefinition definition, Environment environment) {
		MigrationTemplate template = new MigrationTemplate(Mockito.mock(MongoTemplate.class),
				Mockito.mock(MongoDatabaseFactory.class), List.of(), null);
		return new MigrationChecks(environment, beans, harness.context.getDefaultListableBeanFactory())
			.create(List.of(definition), template, true)
			.get(definition.id());
	}

	private static MonarchException refused(Class<?>... migrations) {
		try (MigrationHarness harness = new MigrationHarness(migrations)) {
			MonarchException failure = catchThrowableOfType(MonarchException.class, harness.runner.migrations()::ids);
			assertThat(failure).as("what is said of %s", Map.of("migrations", migrations)).isNotNull();
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			return failure;
		}
	}

	abstract static class Nothing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new AssertionError("Nothing is to run");
		}

	}

	@Migration("10_tenth")
	static class Tenth extends Nothing {

	}

	@Migration("2_second")
	static class Second extends Nothing {

	}

	@Migration("2_second")
	static class SecondAgain extends Nothing {

	}

	@Profile("elsewhere")
	@Migration("3_elsewhere")
	static class Elsewhere extends Nothing {

	}

	@Migration("")
	static class Empty extends Nothing {

	}

	@Migration(" \t")
	static class Blank extends Nothing {

	}

	@Migration("1_\u001b[31mred")
	static class Escaping extends Nothing {

	}

	@Migration(Longest.ID + "x")
	static class TooLong extends Nothing {

	}

	@Migration(Longest.ID)
	static class Longest extends Nothing {

		private static final String TWENTY = "12345678901234567890";

		private static final String HUNDRED = TWENTY + TWENTY + TWENTY + TWENTY + TWENTY;

		static final String ID = HUNDRED + HUNDRED;

	}

	@Migration("4_no_migration")
	static class NoMigration {

	}

	static class WithoutId extends Nothing {

	}

	@Migration("5_with_repository")
	static class WithRepository extends Nothing {

		WithRepository(Repository repository) {
		}

	}

	static class Repository {

	}

	/**
	 * Says that it makes what an application without the library could not make.
	 */
	record FactoryOf(Class<?> type) implements FactoryBean<Object> {

		@Override
		public Object getObject() {
			return new Object();
		}

		@Override
		public Class<?> getObjectType() {
			return this.type;
		}

	}

	@Migration("6_undone")
	static class Undone extends Nothing {

		@Override
		public void rollback(MigrationContext context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Untold {

		@Bean
		@Lazy
		MongoMigration lazy() {
			return new Second();
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		MongoMigration prototype() {
			return new Undone();
		}

		@Bean
		Nothing eager() {
			return new Tenth();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		@Lazy
		MongoMigration broken() {
			throw new IllegalStateException("no collaborator");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Abstract {

		@Bean
		@Lazy
		AbstractMigration told() {
			throw new AssertionError("Created without being run");
		}

	}

	@Migration("20_abstract")
	abstract static class AbstractMigration implements MongoMigration {

	}

	@Configuration(proxyBeanMethods = false)
	static class Methods {

		@Bean
		@Lazy
		Second typed() {
			throw new AssertionError("Created without being run");
		}

	}

}
