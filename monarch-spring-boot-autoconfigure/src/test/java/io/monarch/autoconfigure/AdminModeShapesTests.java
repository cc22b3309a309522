package io.monarch.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.monarch.testsupport.QuietOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts applications of several shapes as tools: with options before the word
 * {@code monarch}, with profiles of all kinds, and of several contexts.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class AdminModeShapesTests {

	private static final List<String> happened = new ArrayList<>();

	private static final String[] LIST = { "monarch", "list-environments", "--output", "json" };

	@RegisterExtension
	private final ExitCodes exitCodes = new ExitCodes();

	@TempDir
	Path config;

	@BeforeEach
	void start() {
		happened.clear();
	}

	@Test
	void propertiesBeforeTheWordAreThoseOfTheApplication(CapturedOutput output) {
		run(Application.class, "--spring.mongodb.uri=mongodb://localhost:1/before", "--flag", "monarch",
				"list-environments", "--output", "json", "--monarch.environment=own");
		assertThat(this.exitCodes.take()).containsExactly(0);
		assertThat(output.getOut().strip()).startsWith("[{\"name\":\"own\"").contains("\"database\":\"before\"");
		assertThat(happened).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "--monarch.command-line.enabled=false, ''", "'', monarch.command-line.enabled",
			"--monarch.command-line.enabled=FALSE, ''" })
	void wordIsAnArgumentLikeOthersWhereTheCommandLineIsSwitchedOff(String argument, String property,
			CapturedOutput output) {
		if (!property.isEmpty()) {
			System.setProperty(property, "false");
		}
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application
			.run(Stream.of(argument, "monarch", "help").filter((each) -> !each.isEmpty()).toArray(String[]::new))) {
			assertThat(context.getEnvironment().matchesProfiles("monarch")).isFalse();
			assertThat(AdminProperties.isActive(context.getEnvironment())).isFalse();
		}
		finally {
			System.clearProperty("monarch.command-line.enabled");
		}
		assertThat(happened).containsExactly("runner [monarch, help]");
		assertThat(this.exitCodes.take()).isEmpty();
		assertThat(output.getAll()).contains("runs no command, since monarch.command-line.enabled is false");
	}

	@Test
	void commandIsRefusedWhereAFileSwitchesTheCommandLineOff(CapturedOutput output) throws IOException {
		file("application.yml", "monarch.command-line.enabled: false");
		run(Application.class, LIST);
		assertThat(this.exitCodes.take()).containsExactly(3);
		assertThat(output.getErr())
			.contains("This application runs no commands: monarch.command-line.enabled is false");
		assertThat(output.getOut().strip()).startsWith("{\"error\":{").endsWith("\"exitCode\":3}}");
		assertThat(happened).isEmpty();
	}

	@Test
	void commandIsRefusedWhereTheSwitchIsNeitherOnNorOff(CapturedOutput output) {
		run(Application.class, "--monarch.command-line.enabled=perhaps", "monarch", "help");
		assertThat(this.exitCodes.take()).containsExactly(2);
		assertThat(output.getErr()).contains("monarch.command-line.enabled");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "spring.profiles.default: default", "spring.profiles.active: ''" })
	void defaultProfileIsActiveWhereNoOtherOneIs(String lines, CapturedOutput output) throws IOException {
		file("application.yml", lines, "spring.mongodb.uri: mongodb://localhost:1/none");
		file("application-default.yml", "spring.mongodb.uri: mongodb://localhost:1/default");
		file("application-monarch.yml", "monarch.environment: tool");
		if (lines.contains("active")) {
			// As a container does whose variable is empty.
			run(Application.class,
					Stream.concat(Stream.of("--spring.profiles.active="), Stream.of(LIST)).toArray(String[]::new));
		}
		else {
			run(Application.class, LIST);
		}
		assertThat(output.getOut()).contains("\"database\":\"default\"", "\"name\":\"tool\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.profiles.default: one,two", "spring.profiles.default: [one, two]" })
	void otherDefaultProfilesAreActiveWhereNoOtherOnesAre(String profiles, CapturedOutput output) throws IOException {
		file("application.yml", profiles);
		file("application-default.yml", "spring.mongodb.uri: mongodb://localhost:1/default");
		file("application-one.yml", "spring.mongodb.uri: mongodb://localhost:1/one");
		file("application-two.yml", "monarch.environment: two");
		run(Application.class, LIST);
		assertThat(output.getOut()).contains("\"database\":\"one\"", "\"name\":\"two\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.profiles.active: one", "spring.profiles.active: [one]",
			"spring.profiles.include: one", "spring.profiles.include: [one]", "", "--spring.profiles.active=one" })
	void defaultProfilesAreNotActiveWhereOthersAre(String profiles, CapturedOutput output) throws IOException {
		boolean argument = profiles.startsWith("--");
		file("application.yml", argument ? "" : profiles, "spring.mongodb.uri: mongodb://localhost:1/none");
		file("application-default.yml", "spring.mongodb.uri: mongodb://localhost:1/default");
		file("application-one.yml", "monarch.environment: one");
		SpringApplication application = application(Application.class);
		if (profiles.isEmpty()) {
			application.setAdditionalProfiles("one");
		}
		run(application,
				Stream.concat(Stream.of(profiles).filter((each) -> argument), Stream.of(LIST)).toArray(String[]::new));
		assertThat(output.getOut()).contains("\"database\":\"none\"", "\"name\":\"one\"");
	}

	@Test
	void profilesThatTheApplicationItselfHasSetAreTheOnlyOnes(CapturedOutput output) throws IOException {
		file("application.yml", "spring.mongodb.uri: mongodb://localhost:1/none");
		file("application-default.yml", "spring.mongodb.uri: mongodb://localhost:1/default");
		file("application-one.yml", "monarch.environment: one");
		SpringApplication application = application(Application.class);
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource("test", Map.of("spring.config.location", this.config.toUri().toString())));
		environment.setActiveProfiles("one");
		application.setEnvironment(environment);
		run(application, LIST);
		assertThat(output.getOut()).contains("\"database\":\"none\"", "\"name\":\"one\"");
	}

	@Test
	void childOfABuilderRunsTheCommand(CapturedOutput output) {
		run(new SpringApplicationBuilder(Parent.class).child(Application.class), LIST);
		assertThat(this.exitCodes.take()).containsExactly(0);
		assertThat(output.getOut().strip()).startsWith("[{\"name\":\"application\"").endsWith("}]");
		assertThat(output.getErr().lines()).as("nothing but that the machine is slow")
			.allMatch((line) -> line.matches("Working, \\d+ s"));
		assertThat(happened).containsExactly("parent closed");
		assertThat(System.out).isNotSameAs(System.err);
	}

	@Test
	void childRunsTheCommandAlsoWhereItsParentHasAutoConfiguration(CapturedOutput output) {
		run(new SpringApplicationBuilder(Application.class).child(Child.class), LIST);
		assertThat(this.exitCodes.take()).containsExactly(0);
		assertThat(output.getOut().lines()).hasSize(1);
		assertThat(happened).isEmpty();
	}

	@Test
	void childWithoutAutoConfigurationRunsTheCommandsOfItsParent(CapturedOutput output) {
		run(new SpringApplicationBuilder(Application.class).child(Parent.class), LIST);
		assertThat(this.exitCodes.take()).as(output.getErr()).containsExactly(0);
		assertThat(output.getOut().strip()).startsWith("[{\"name\":\"application\"");
	}

	@Test
	void propertiesReachEachContextOnce(CapturedOutput output) {
		run(new SpringApplicationBuilder(Parent.class).child(Application.class), Stream
			.concat(Stream.of("--monarch.environments.x.uri=mongodb://localhost:1/x",
					"--monarch.environments.x.protection=guarded"), Stream.of(LIST))
			.toArray(String[]::new));
		assertThat(this.exitCodes.take()).as(output.getErr()).containsExactly(0);
		assertThat(output.getOut()).contains("\"protection\":\"guarded\"");
	}

	@Test
	void contextThatIsGivenAParentRunsTheCommandWhateverItsArguments(CapturedOutput output) {
		ConfigurableApplicationContext parent = application(Parent.class).run(LIST);
		assertThat(parent.getBeanNamesForType(ApplicationRunner.class)).containsExactly("parentRunner");
		assertThat(this.exitCodes.take()).isEmpty();
		SpringApplicationBuilder child = new SpringApplicationBuilder(Application.class).parent(parent);
		assertThat(catchThrowable(() -> child.run("--monarch.environment=own"))).isNotNull();
		assertThat(this.exitCodes.take()).containsExactly(0);
		assertThat(output.getOut().strip()).startsWith("[{\"name\":\"own\"").endsWith("}]");
		assertThat(happened).containsExactly("parent closed");
	}

	@Test
	void applicationWithoutAutoConfigurationSaysThatItHasNoCommands(CapturedOutput output) throws Exception {
		CountDownLatch exited = new CountDownLatch(1);
		AdminMode.exit = (code) -> {
			this.exitCodes.add(code);
			exited.countDown();
		};
		Thread main = new Thread(() -> application(Parent.class).run(LIST).close());
		main.start();
		assertThat(exited.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(this.exitCodes.take()).containsExactly(1);
		assertThat(output.getErr()).contains("This application has no command line");
		assertThat(happened).containsExactly("parent closed");
	}

	private void run(Class<?> source, String... arguments) {
		run(application(source), arguments);
	}

	private void run(SpringApplication application, String... arguments) {
		assertThat(catchThrowable(() -> application.run(arguments))).isNotNull();
	}

	private void run(SpringApplicationBuilder builder, String... arguments) {
		assertThat(catchThrowable(() -> builder.run(arguments))).isNotNull();
	}

	private SpringApplication application(Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.setDefaultProperties(Map.of("spring.config.location", this.config.toUri().toString()));
		return application;
	}

	private void file(String name, String... lines) throws IOException {
		Files.write(this.config.resolve(name), List.of(lines));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ApplicationRunner runner() {
			return (arguments) -> happened.add("runner " + arguments.getNonOptionArgs());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Child {

	}

	@Configuration(proxyBeanMethods = false)
	static class Parent {

		@Bean
		ApplicationRunner parentRunner() {
			return (arguments) -> happened.add("parent's runner");
		}

		@Bean
		static BeanFactoryPostProcessor closing() {
			return (beanFactory) -> ((DefaultListableBeanFactory) beanFactory).registerDisposableBean("closing",
					() -> happened.add("parent closed"));
		}

	}

}
