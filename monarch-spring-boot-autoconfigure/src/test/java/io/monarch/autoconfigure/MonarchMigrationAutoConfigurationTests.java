package io.monarch.autoconfigure;

import java.util.Map;

import io.monarch.autoconfigure.planted.PlantedMigration;
import io.monarch.migration.MigrationRunner;
import io.monarch.testsupport.EverySpringBoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonarchMigrationAutoConfiguration}.
 */
@EverySpringBoot
class MonarchMigrationAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MonarchAutoConfiguration.class, MonarchMigrationAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/shop");

	@ParameterizedTest
	@ValueSource(strings = { "before-web-server", "before_web_server", "BEFORE_WEB_SERVER", "beforeWebServer",
			"Before-Web-Server" })
	void migrationsRunBeforeTheServerListensHoweverTheTriggerIsSpelled(String trigger) {
		triggered(trigger).run((context) -> assertThat(context).hasSingleBean(MigrationLifecycle.class)
			.doesNotHaveBean(MigrationApplicationRunner.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "APPLICATION_RUNNER", "applicationRunner", "", " " })
	void migrationsRunAfterTheStartHoweverTheTriggerIsSpelled(String trigger) {
		triggered(trigger).run((context) -> assertThat(context).hasSingleBean(MigrationApplicationRunner.class)
			.doesNotHaveBean(MigrationLifecycle.class));
	}

	@Test
	void migrationsRunAfterTheStartWhereNoTriggerIsConfigured() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(MigrationApplicationRunner.class)
			.doesNotHaveBean(MigrationLifecycle.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "NONE" })
	void migrationsDoNotRunWhereTheTriggerIsNone(String trigger) {
		triggered(trigger).run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(MigrationApplicationRunner.class)
			.doesNotHaveBean(MigrationLifecycle.class));
	}

	@Test
	void startFailsNamingTheTriggerWhereThereIsNoSuchOne() {
		triggered("sometimes").run((context) -> assertThat(context).hasFailed()
			.getFailure()
			.hasStackTraceContaining("monarch.migration.trigger"));
	}

	@Test
	void triggerIsLeftOpenWhereTheApplicationIsProcessedAheadOfTime() {
		this.runner.withSystemProperties("spring.aot.processing=true")
			.withPropertyValues("monarch.migration.trigger=none")
			.run((context) -> assertThat(context).hasSingleBean(MigrationApplicationRunner.class)
				.hasSingleBean(MigrationLifecycle.class));
	}

	@Test
	void sliceFindsTheMigrationsBelowThePackagesOfTheApplication() {
		ApplicationContextRunner slice = this.runner
			.withConfiguration(AutoConfigurations.of(MonarchMigrationScanAutoConfiguration.class))
			.withUserConfiguration(Slice.class);
		slice.run((context) -> assertThat(context.getBean(MigrationRunner.class).migrations().ids())
			.containsExactly("1_planted"));
		slice.withUserConfiguration(Scanned.class)
			.run((context) -> assertThat(context.getBean(MigrationRunner.class).migrations().ids())
				.containsExactly("1_planted"));
		this.runner.withUserConfiguration(Slice.class)
			.run((context) -> assertThat(context.getBean(MigrationRunner.class).migrations().ids()).isEmpty());
	}

	@Test
	void runnerMakesNoTemplateOfTheApplication() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("monarch.migration.trigger=none")
			.run((context) -> {
				assertThat(context.getBean(MigrationRunner.class).migrations().ids()).isEmpty();
				assertThat(context.getBeanFactory().containsBeanDefinition("mongoTemplate")).isTrue();
				assertThat(context.getBeanFactory().containsSingleton("mongoTemplate")).isFalse();
			});
	}

	private ApplicationContextRunner triggered(String trigger) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, Map.of("MONARCH_MIGRATION_TRIGGER", trigger))));
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = PlantedMigration.class)
	static class Slice {

	}

	@Configuration(proxyBeanMethods = false)
	@ComponentScan(basePackageClasses = PlantedMigration.class)
	static class Scanned {

	}

}
