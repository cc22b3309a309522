package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.monarch.testsupport.QuietOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link PropertyFailureAnalyzer} with real applications, as they are deployed.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class PropertyFailureAnalyzerTests {

	@ParameterizedTest
	@CsvSource({ "monarch.migration.triger, monarch.migration.trigger", "monarch.migraton.trigger, monarch.migration",
			"monarch.migration.lease, monarch.migration.lock.lease",
			"monarch.environments.prod.pasword, monarch.environments.prod.password",
			"monarch.environments.Prod-1.ssl.bundel, monarch.environments.Prod-1.ssl.bundle" })
	void unknownPropertyFailsTheStartAndNamesTheNearest(String property, String nearest, CapturedOutput output) {
		start(Application.class, property + "=s3cret");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.containsPattern("There is no property '" + property.toLowerCase(Locale.ROOT) + "' \\(.*\\)\\.")
			.contains("Did you mean '" + nearest + "'?", "Correct the name, or remove it.")
			.doesNotContain("s3cret", "\tat ");
	}

	@Test
	void unknownPropertyThatIsLikeNoOtherIsNamedAlone(CapturedOutput output) {
		start(Application.class, "monarch.xyzzy=1");
		assertThat(output).contains("There is no property 'monarch.xyzzy'").doesNotContain("Did you mean");
	}

	@Test
	void severalUnknownPropertiesAreAllNamed(CapturedOutput output) {
		start(Application.class, "monarch.migration.triger=none", "monarch.enviroment=x");
		assertThat(output).contains("There are no properties", "'monarch.migration.triger'", "'monarch.enviroment'");
	}

	@Test
	void malformedValueFailsTheStartWithoutBeingShown(CapturedOutput output) {
		start(Application.class, "monarch.environments.prod=mongodb://annabel:s3cret@db/shop");
		assertThat(output).contains("The property 'monarch.environments.prod'").doesNotContain("s3cret", "annabel");
		start(Application.class, "monarch.migration.trigger=sometimes");
		assertThat(output).contains("Use one of application-runner, before-beans, before-web-server, none.");
	}

	@Test
	void propertiesOfOthersAreLeftToSpringBoot(CapturedOutput output) {
		start(WithStrictProperties.class, "monarchy.nme=x");
		assertThat(output).contains("Property: monarchy.nme").doesNotContain("There is no property");
	}

	private static void start(Class<?> source, String... properties) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		List<String> arguments = new ArrayList<>(List.of("--spring.main.banner-mode=off",
				"--logging.level.org.springframework.context=WARN", "--logging.level.org.springframework.boot=ERROR"));
		List.of(properties).forEach((property) -> arguments.add("--" + property));
		assertThat(catchThrowable(() -> application.run(arguments.toArray(String[]::new)))).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(Strict.class)
	static class WithStrictProperties {

	}

	@ConfigurationProperties(prefix = "monarchy", ignoreUnknownFields = false)
	static class Strict {

		private String name = "";

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

}
