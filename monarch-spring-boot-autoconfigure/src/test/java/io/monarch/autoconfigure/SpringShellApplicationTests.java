package io.monarch.autoconfigure;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.shell.core.ShellRunner;
import org.springframework.shell.core.command.CommandRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts an application that is itself one of Spring Shell, with Spring Shell's own
 * auto-configuration.
 */
@EverySpringBoot
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class SpringShellApplicationTests {

	@Test
	void applicationMigratesAndThenItsOwnShellRunsACommandOfMonarch(CapturedOutput output) {
		MongoServer server = new MongoServer(new MemoryBackend());
		String uri = server.bindAndGetConnectionString() + "/dogs";
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(ShellApplication.class, First.class)
			.web(WebApplicationType.NONE)
			.properties("spring.mongodb.uri=" + uri, "spring.shell.interactive.enabled=false",
					"spring.shell.history.enabled=false", RequestedAutoConfigurations.SPRING_SHELL + "=true")
			.run("list-migrations", "application")) {
			assertThat(context.getBeansOfType(ApplicationRunner.class)).containsKeys("springShellApplicationRunner",
					"monarchMigrationApplicationRunner");
			assertThat(context.getBean(ShellRunner.class)).isNotNull();
			assertThat(context.getBean(CommandRegistry.class).getCommandByName("copy-db")).isNotNull();
			assertThat(output.getOut()).containsPattern("1_first +COMPLETED");
		}
		finally {
			server.shutdownNow();
		}
	}

	/**
	 * Spring Shell looks for the class with this annotation; nothing is to be scanned.
	 */
	@SpringBootApplication(scanBasePackages = "io.monarch.none")
	static class ShellApplication {

	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document("name", "Rex"), "dogs");
		}

	}

}
