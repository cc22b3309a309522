package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Migrates with migrations that are beans of many shapes.
 */
@RealMongo
@ExtendWith(QuietOutput.class)
class MigrationBeanShapesIntegrationTests {

	private static final List<String> ran = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		ran.clear();
	}

	@EverySpringBoot
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void proxiedMigrationIsRecordedByItsClassAndHasARollbackOnlyWhereItHasOne(boolean ofClass, TestDatabase database) {
		String proxies = "--spring.aop.proxy-target-class=" + ofClass;
		try (ConfigurableApplicationContext context = start(database, proxies, Proxied.class,
				ProxiedWithRollback.class)) {
			assertThat(ran).containsExactly("1_proxied", "2_proxied_with_rollback");
			assertThat(classes(database)).containsExactly(Proxied.class.getName(), ProxiedWithRollback.class.getName());
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			Environment environment = environment(context);
			Migrations migrations = context.getBean(Migrations.class);
			migrations.requireRollback("2_proxied_with_rollback", environment);
			assertThat(catchThrowableOfType(MonarchException.class,
					() -> migrations.requireRollback("1_proxied", environment)))
				.hasMessageContaining("has no rollback");
			runner.rollback("2_proxied_with_rollback", environment, new MigrationListener() {
			});
			assertThat(ran).last().isEqualTo("rollback");
		}
		try (ConfigurableApplicationContext context = start(database, proxies, Proxied.class,
				ProxiedWithRollback.class)) {
			assertThat(context.getBean(Migrations.class).list(environment(context))).extracting(MigrationStatus::id)
				.containsExactly("1_proxied", "2_proxied_with_rollback");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void proxiedMigrationThatFailsNamesItsLineAndNoRollbackThatItLacks(boolean ofClass, TestDatabase database) {
		MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
				() -> start(database, "--spring.aop.proxy-target-class=" + ofClass, ProxiedAndFailing.class));
		assertThat(failure).hasMessageContainingAll("boom", "(MigrationBeanShapesIntegrationTests.java:");
		assertThat(failure.action()).doesNotContain("monarch rollback");
		assertThat(database.collection("dogs").countDocuments()).isZero();
		assertThat(classes(database)).containsExactly(ProxiedAndFailing.class.getName());
	}

	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "before-web-server", "before-beans" })
	void migrationsOfManyShapesRunOnceInOrder(String trigger, TestDatabase database) {
		for (int i = 0; i < 2; i++) {
			start(database, "--monarch.migration.trigger=" + trigger, JsonViews.class, Scoped.class, Prototype.class,
					Generic.class, Recorded.class, Ordered.class, Conditional.class)
				.close();
			assertThat(ran).containsExactly("1_scoped", "2_prototype", "3_generic", "4_recorded", "5_ordered",
					"6_of_factory", "7_inner", "8_of_method");
		}
		assertThat(classes(database)).containsExactly(Scoped.class.getName(), Prototype.class.getName(),
				Generic.class.getName(), Recorded.class.getName(), Ordered.class.getName(), OfFactory.class.getName(),
				Outer.Inner.class.getName(), OfMethod.class.getName());
	}

	@EverySpringBoot
	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "before-web-server", "before-beans" })
	void migrationsRunWhereBeansAreLazyAndThreadsAreVirtual(String trigger, TestDatabase database) {
		SpringApplication spring = application(JsonViews.class, Prototype.class);
		spring.setLazyInitialization(true);
		run(spring, database, "--monarch.migration.trigger=" + trigger, "--spring.threads.virtual.enabled=true",
				"--spring.jmx.enabled=true")
			.close();
		assertThat(ran).containsExactly("2_prototype", "6_of_factory", "7_inner", "8_of_method");
	}

	@ParameterizedTest
	@ValueSource(classes = { Asynchronous.class, AsynchronousMethod.class })
	void migrationThatWouldRunOnAnotherThreadIsRefused(Class<?> migration, TestDatabase database) {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start(database, "--x=y", Asynchronously.class, Prototype.class, migration));
		assertThat(failure).hasMessageContainingAll("'9_asynchronous'", "@Async");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure.action()).startsWith("Nothing was run.");
		assertThat(ran).isEmpty();
	}

	@Test
	void conditionalMigrationRunsWhereItsConditionHolds(TestDatabase database) {
		start(database, "--dogs=true", Conditional.class).close();
		assertThat(ran).containsExactly("9_conditional");
	}

	private static List<String> classes(TestDatabase database) {
		return database.collection("monarch_migrations")
			.find()
			.sort(new Document("_id", 1))
			.map((record) -> record.getString("class"))
			.into(new ArrayList<>());
	}

	private static Environment environment(ConfigurableApplicationContext context) {
		return context.getBean(Environments.class).application().orElseThrow();
	}

	private static ConfigurableApplicationContext start(TestDatabase database, String argument,
			Class<?>... migrations) {
		return run(application(migrations), database, argument);
	}

	private static SpringApplication application(Class<?>... migrations) {
		SpringApplication spring = new SpringApplication(Application.class);
		for (Class<?> migration : migrations) {
			spring.addPrimarySources(List.of(migration));
		}
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setRegisterShutdownHook(false);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		return spring;
	}

	private static ConfigurableApplicationContext run(SpringApplication spring, TestDatabase database,
			String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--spring.mongodb.uri=" + database.uri());
		return spring.run(all.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		MongoTransactionManager transactions(MongoDatabaseFactory factory) {
			return new MongoTransactionManager(factory);
		}

		@Bean
		static CustomScopeConfigurer scopes() {
			CustomScopeConfigurer scopes = new CustomScopeConfigurer();
			scopes.addScope("thread", new SimpleThreadScope());
			return scopes;
		}

	}

	abstract static class Noting<T> implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) throws Exception {
			note(getClass());
		}

		static void note(Class<?> type) {
			Migration migration = AnnotatedElementUtils.findMergedAnnotation(type, Migration.class);
			ran.add(migration.id());
		}

	}

	@Migration(id = "1_proxied", transactional = true)
	@Transactional
	static class Proxied extends Noting<String> {

	}

	@Migration(id = "2_proxied_with_rollback", restartable = true)
	@Transactional
	static class ProxiedWithRollback extends Noting<String> {

		@Override
		public void rollback(MigrationContext context) {
			ran.add("rollback");
		}

	}

	@Migration("1_failing")
	@Transactional
	static class ProxiedAndFailing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
			throw new IllegalStateException("boom");
		}

	}

	@Migration("1_scoped")
	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped extends Noting<String> {

	}

	@Migration("2_prototype")
	@Scope("prototype")
	static class Prototype extends Noting<String> {

	}

	@Migration("3_generic")
	static class Generic<T extends Comparable<T>> extends Noting<List<T>> {

	}

	@Migration("4_recorded")
	record Recorded(org.springframework.core.env.Environment environment) implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			Noting.note(getClass());
		}

	}

	@Migration("5_ordered")
	@Order(-1)
	static class Ordered extends Noting<String> {

	}

	@Migration("9_conditional")
	@ConditionalOnProperty("dogs")
	static class Conditional extends Noting<String> {

	}

	@Migration("6_of_factory")
	static class OfFactory extends Noting<String> {

	}

	@Migration("8_of_method")
	static class OfMethod extends Noting<String> {

	}

	static class Factory implements FactoryBean<OfFactory> {

		@Override
		public OfFactory getObject() {
			return new OfFactory();
		}

		@Override
		public Class<?> getObjectType() {
			return OfFactory.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JsonViews {

		@Bean
		Factory ofFactory() {
			return new Factory();
		}

		@Bean
		Outer.Inner inner() {
			return new Outer().new Inner();
		}

		@Bean
		@Lazy
		MongoMigration ofMethod() {
			return new OfMethod();
		}

	}

	static class Outer {

		@Migration("7_inner")
		class Inner extends Noting<String> {

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Asynchronously {

	}

	@Migration("9_asynchronous")
	@Async
	static class Asynchronous extends Noting<String> {

	}

	@Migration("9_asynchronous")
	static class AsynchronousMethod extends Noting<String> {

		@Async
		@Override
		public void migrate(MigrationContext context) throws Exception {
			super.migrate(context);
		}

	}

}
