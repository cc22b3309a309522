package io.monarch.autoconfigure;

import io.monarch.shell.MonarchShellRunner;
import io.monarch.testsupport.EverySpringBoot;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.shell.core.command.CommandRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonarchShellAutoConfiguration}.
 */
@EverySpringBoot
class MonarchShellAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MonarchAutoConfiguration.class, MonarchMigrationAutoConfiguration.class,
				MonarchShellAutoConfiguration.class));

	@Test
	void deploymentNeedsNoClassOfSpringShell() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.shell", "org.jline"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("monarchShellRunner"));
	}

	@Test
	void backsOffOutsideOfAdminMode() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(MonarchShellRunner.class));
	}

	@Test
	void backsOffInAdminModeWithoutSpringShell() {
		this.contextRunner.withPropertyValues("io.monarch.admin-mode=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.shell"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("monarchShellRunner"));
	}

	@Test
	void makesTheShellAloneInAdminMode() {
		this.contextRunner.withPropertyValues("io.monarch.admin-mode=true")
			.run((context) -> assertThat(context.getBeanDefinitionNames()).contains("monarchShellRunner")
				.doesNotContain("commandRegistry", "terminal", "lineReader"));
	}

	@Test
	void registersNothingInARegistryThatIsNoneOfASpringShellApplication() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.shell.core.autoconfigure"))
			.withBean(CommandRegistry.class)
			.run((context) -> assertThat(context.getBean(CommandRegistry.class).getCommands()).isEmpty());
	}

}
