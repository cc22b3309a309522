package io.monarch.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Deploys applications that have a parent and a child context.
 */
@LongTest
@RealMongo
@ExtendWith(QuietOutput.class)
class ChildContextIntegrationTests {

	private static final List<String> ran = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		ran.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "before-web-server", "before-beans" })
	void migrationsOfTheChildRunAfterThoseOfItsParent(String trigger, TestDatabase database) {
		for (int i = 0; i < 2; i++) {
			try (ConfigurableApplicationContext child = start(database, Application.class, ChildApplication.class,
					"--monarch.migration.trigger=" + trigger);
					ConfigurableApplicationContext parent = (ConfigurableApplicationContext) child.getParent()) {
				assertThat(ran).containsExactly("1_parent", "2_child");
				assertThat(child.getBean(MigrationRunner.class).migrations().ids()).containsExactly("1_parent",
						"2_child");
				assertThat(parent.getBean(MigrationRunner.class).migrations().ids()).containsExactly("1_parent");
			}
		}
	}

	@Test
	void migrationsOfAParentWithoutAutoConfigurationRunWithThoseOfItsChild(TestDatabase database) {
		try (ConfigurableApplicationContext child = start(database, ParentMigrations.class, ChildApplication.class);
				ConfigurableApplicationContext parent = (ConfigurableApplicationContext) child.getParent()) {
			assertThat(ran).containsExactly("1_parent", "2_child");
			assertThat(parent.isActive()).isTrue();
		}
	}

	@Test
	void migrationsOfAChildWithoutAutoConfigurationAreNamed(TestDatabase database) {
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> start(database, Application.class, ChildMigrations.class).close());
		assertThat(failure).hasMessageContaining("has migrations that never run").hasMessageContaining("'second'");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure.action()).contains("@EnableAutoConfiguration");
		assertThat(ran).containsExactly("1_parent");
	}

	@Test
	void childWithoutMigrationsOrWithoutATriggerIsNoConcern(TestDatabase database) {
		start(database, Application.class, Nothing.class).close();
		start(database, Application.class, ChildMigrations.class, "--monarch.migration.trigger=none").close();
		assertThat(ran).containsExactly("1_parent");
	}

	private static ConfigurableApplicationContext start(TestDatabase database, Class<?> parent, Class<?> child,
			String... more) {
		return new SpringApplicationBuilder(parent).web(WebApplicationType.NONE)
			.properties(Map.of("spring.main.banner-mode", "off", "spring.mongodb.uri", database.uri()))
			.registerShutdownHook(false)
			.child(child)
			.web(WebApplicationType.NONE)
			.run(more);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ParentMigrations.class)
	static class Application {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ChildMigrations.class)
	static class ChildApplication {

	}

	@Configuration(proxyBeanMethods = false)
	static class ParentMigrations {

		@Bean
		First first() {
			return new First();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ChildMigrations {

		@Bean
		Second second() {
			return new Second();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Migration("1_parent")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			ran.add("1_parent");
		}

	}

	@Migration("2_child")
	static class Second implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			ran.add("2_child");
		}

	}

}
