package io.monarch.autoconfigure;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import io.monarch.backup.Backups;
import io.monarch.environment.Environments;
import io.monarch.shell.Console;
import io.monarch.shell.MonarchShellRunner;
import io.monarch.testsupport.QuietOutput;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.shell.core.command.CommandRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link AdminMode} with real applications.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class AdminModeTests {

	private static final List<String> happened = new ArrayList<>();

	private final List<Integer> exitCodes = new ArrayList<>();

	private final PrintStream stdout = System.out;

	private CapturedOutput output;

	private int seen;

	private String errorsAtExit = "";

	private ConfigurableEnvironment environment;

	@TempDir
	Path config;

	@BeforeEach
	void start(CapturedOutput output) {
		happened.clear();
		this.output = output;
		AdminMode.exit = (code) -> {
			this.exitCodes.add(code);
			this.errorsAtExit = output.getErr().substring(this.seen);
		};
	}

	@AfterEach
	void stop() {
		AdminMode.exit = System::exit;
		System.setOut(this.stdout);
	}

	@Test
	void commandPrintsItsResultAloneAndEndsTheProcess(CapturedOutput output) {
		run(Application.class, "monarch", "list-environments", "--output", "json");
		assertThat(this.exitCodes).containsExactly(0);
		assertThat(output.getOut().strip()).startsWith("[{\"name\":\"application\"").endsWith("}]");
		assertThat(output.getErr().lines()).as("nothing but that the machine is slow")
			.allMatch((line) -> line.matches("Working, \\d+ s"));
		assertThat(happened).isEmpty();
		assertThat(this.environment.matchesProfiles("monarch")).isTrue();
	}

	@Test
	void exitCodeIsThatOfTheCommand(CapturedOutput output) {
		run(Application.class, "monarch", "migrat");
		assertThat(this.exitCodes).containsExactly(2);
		assertThat(output.getOut()).isEmpty();
		assertThat(this.errorsAtExit.lines()).hasSize(2);
	}

	@Test
	void runnerOfTheApplicationTakesThePlaceOfOurs(CapturedOutput output) {
		run(WithRunner.class, "monarch", "nonsense");
		assertThat(this.exitCodes).containsExactly(2);
		assertThat(output.getErr()).contains("There is no command 'nonsense'").doesNotContain("no command line");
	}

	@Test
	void twoRunnersAreNotTakenForNone(CapturedOutput output) {
		run(WithTwoRunners.class, "monarch", "help");
		assertThat(this.exitCodes).containsExactly(1);
		assertThat(output.getErr()).contains("one", "two").doesNotContain("no command line");
	}

	@Test
	void commandWithoutItsLibrarySaysSo() {
		run(Application.class, "monarch", "list-backups",
				"--spring.autoconfigure.exclude=" + MonarchBackupAutoConfiguration.class.getName());
		failed(1, "This application has no Backups: a library that it needs is missing",
				"Depend on monarch-spring-boot-starter");
	}

	@Test
	void argumentThatTheLocaleHasSpoiledIsRefused() {
		String encoding = System.setProperty("sun.jnu.encoding", "ANSI_X3.4-1968");
		try {
			run(Application.class, "monarch", "migrate", "gr\ufffd\ufffde");
		}
		finally {
			System.setProperty("sun.jnu.encoding", encoding);
		}
		failed(2, "An argument has characters that the locale of this process (ANSI_X3.4-1968) cannot represent.",
				"Set the environment variable LC_ALL=C.UTF-8");
	}

	@Test
	void beanOfACommandThatFailsIsNotAFailureToStart() {
		run(WithBadBackups.class, "monarch", "list-backups");
		failed(1, "A bean that the command needs cannot be created: IllegalStateException: no store", "Add --debug");
	}

	@Test
	void beanOfACommandThatLacksAClassSaysSo() {
		run(WithMissingClass.class, "monarch", "list-backups");
		failed(1, "A class or library is missing, or has the wrong version: NoClassDefFoundError: a/B",
				"Check the versions");
	}

	@Test
	void exitCodeIsNotOneThatTheApplicationGenerates() {
		run(Generating.class, "monarch", "help");
		assertThat(this.exitCodes).containsExactly(0);
	}

	@Test
	void runnersAreNotCalledWhereListenersAreCalledAsynchronously(CapturedOutput output) {
		run(Asynchronous.class, "monarch", "list-environments", "--output", "json");
		assertThat(this.exitCodes).containsExactly(0);
		assertThat(output.getOut().strip()).startsWith("[").endsWith("]");
		assertThat(happened).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Monarch", "monarchs", "--monarch", "list-environments monarch", " monarch",
			"--a.b=c list-environments monarch", "--a.b=monarch", "-- list-environments monarch", "--" })
	void nothingHappensUnlessTheFirstArgumentIsExactlyThat(String arguments, CapturedOutput output) {
		PrintStream before = System.out;
		String[] words = arguments.isEmpty() ? new String[0]
				: arguments.startsWith(" ") ? new String[] { arguments } : arguments.split(" ");
		SpringApplication application = application(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run(words)) {
			assertThat(AdminProperties.isActive(context.getEnvironment())).isFalse();
			assertThat(context.getEnvironment().matchesProfiles("monarch")).isFalse();
			assertThat(context.getEnvironment().containsProperty("monarch.migration.lock.wait")).isFalse();
			assertThat(context.getBeansOfType(MonarchShellRunner.class)).isEmpty();
		}
		assertThat(System.out).isSameAs(before);
		assertThat(happened).containsExactlyInAnyOrder("runner", "command line runner", "ready");
		assertThat(this.exitCodes).isEmpty();
		assertThat(output.getOut()).contains(":: Spring Boot ::");
	}

	@Test
	void onlyWordsWithADotInTheirNameAreProperties() {
		run(Application.class, "monarch", "help", "--debug", "--name=x", "--a.b=c d=e", "--no.value", "--x", "y.z=1");
		assertThat(this.environment.getProperty("a.b")).isEqualTo("c d=e");
		for (String name : List.of("debug", "name", "x", "y.z", "no.value")) {
			assertThat(this.environment.containsProperty(name)).as(name).isFalse();
		}
	}

	@Test
	void propertiesAreNotWordsOfTheCommand(CapturedOutput output) {
		run(Application.class, "monarch", "--monarch.environments.dev.uri=mongodb://localhost:1/dogs",
				"list-environments", "--monarch.environments.other.uri=mongodb://localhost:2/dogs", "--output", "json");
		assertThat(this.exitCodes).containsExactly(0);
		assertThat(output.getOut()).contains("\"dev\"", "\"other\"");
	}

	@Test
	void wordsAfterTwoDashesAreNoProperties() {
		run(Application.class, "monarch", "list-migrations", "--", "--a.b=c");
		assertThat(this.exitCodes).containsExactly(2);
		assertThat(this.errorsAtExit).contains("There is no environment '--a.b=c'");
		assertThat(this.environment.containsProperty("a.b")).isFalse();
	}

	@Test
	void configurationOfTheApplicationWinsOverDefaultsAndNotOverTheRest() throws IOException {
		Files.writeString(this.config.resolve("application.yml"), """
				logging.level.root: ERROR
				spring.main.lazy-initialization: false
				spring.main.web-application-type: servlet
				spring.main.banner-mode: console
				monarch.migration:
				  trigger: before-web-server
				  lock.wait: 7s
				""");
		Files.writeString(this.config.resolve("application-monarch.yml"), """
				monarch.environments.stage.uri: mongodb://localhost:1/dogs
				""");
		runWithConfig("monarch", "list-environments");
		assertThat(this.exitCodes).containsExactly(0);
		assertThat(property("logging.level.root")).isEqualTo("ERROR");
		assertThat(property("spring.main.lazy-initialization")).isEqualTo("false");
		assertThat(property("monarch.migration.lock.wait")).isEqualTo("7s");
		assertThat(property("monarch.migration.trigger")).isEqualTo("none");
		assertThat(property("monarch.environments.stage.uri")).isEqualTo("mongodb://localhost:1/dogs");
		assertThat(happened).isEmpty();
	}

	@Test
	void defaultsHoldWhereNothingIsSaid(CapturedOutput output) {
		SpringApplication application = application(Application.class);
		application.setDefaultProperties(Map.of("logging.level.root", "INFO", "other", "kept"));
		var unused = catchThrowable(() -> application.run("monarch", "list-environments", "--output", "json"));
		assertThat(property("logging.level.root")).isEqualTo("INFO");
		assertThat(property("other")).isEqualTo("kept");
		assertThat(property("monarch.migration.lock.wait")).isEqualTo("45s");
		assertThat(property("spring.main.lazy-initialization")).isEqualTo("true");
		assertThat(output.getOut().lines()).hasSize(1);
	}

	@Test
	void whatIsLoggedAndPrintedGoesToStandardError(CapturedOutput output) {
		run(Noisy.class, "monarch", "list-environments", "--output=json");
		assertThat(output.getOut().strip()).startsWith("[").endsWith("]").doesNotContain("noise");
		assertThat(output.getErr()).contains("logged noise", "printed noise").doesNotContain("\u001b");
		assertThat(System.out).isNotSameAs(System.err);
	}

	@Test
	void unknownPropertyIsBadInputWithoutItsValue() throws IOException {
		config("monarch.environments.prod:", "  uri: mongodb://db/shop", "  pasword: s3cret");
		runWithConfig("monarch", "list-environments");
		failed(2, "monarch.environments.prod.pasword", "application.yml",
				"Did you mean 'monarch.environments.prod.password'?");
	}

	@Test
	void malformedValueIsBadInput() throws IOException {
		config("monarch.environments.prod:", "  uri: mongodb://annabel:s3cret@db/shop", "  protection: closed");
		runWithConfig("monarch", "list-environments");
		failed(2, "monarch.environments.prod.protection", "Use one of open, guarded, read-only.");
		config("monarch.migration.lock.lease: soon");
		runWithConfig("monarch", "list-environments");
		failed(2, "monarch.migration.lock.lease", "not a valid Duration");
		config("monarch.environments.prod: mongodb://annabel:s3cret@db/shop");
		runWithConfig("monarch", "list-environments");
		failed(2, "monarch.environments.prod");
	}

	@Test
	void contradictionIsBadInput() throws IOException {
		config("monarch.environments.prod:", "  uri: mongodb://annabel:s3cret@db/shop", "  hosts: db");
		runWithConfig("monarch", "list-migrations", "prod");
		failed(2, "both a uri and hosts");
	}

	@Test
	void helpNeedsNoValidConfiguration() throws IOException {
		config("monarch.environments.prod.protection: closed");
		runWithConfig("monarch", "help");
		assertThat(this.exitCodes).containsExactly(0);
	}

	@Test
	void malformedYamlIsBadInputWithoutItsText() throws IOException {
		config("monarch:", "  environments:", "   prod:", "  uri: s3cret: [");
		runWithConfig("monarch", "list-environments");
		failed(2, "YAML", "line ");
	}

	@Test
	void missingConfigurationFileIsBadInput() {
		run(Application.class, "monarch", "help", "--spring.config.location=file:/no/such/file.yml");
		failed(2, "/no/such/file.yml");
	}

	@Test
	void failureToStartIsOneOrTwoLines() {
		run(Broken.class, "monarch", "help");
		failed(1, "no luck with mongodb://***@db");
	}

	@Test
	void failureToStartWithDebugHasAStackTraceWithoutSecret() {
		run(Broken.class, "monarch", "help", "--debug");
		assertThat(this.exitCodes).containsExactly(1);
		assertThat(this.errorsAtExit).contains("    at io.monarch.autoconfigure.AdminModeTests")
			.doesNotContain("s3cret");
	}

	private void failed(int exitCode, String... texts) {
		assertThat(this.exitCodes).containsExactly(exitCode);
		String errors = this.errorsAtExit;
		assertThat(errors.lines()).as(errors).hasSizeBetween(1, 2);
		assertThat(errors).contains(texts).doesNotContain("s3cret", "annabel", "\tat ");
		this.exitCodes.clear();
	}

	private String property(String name) {
		return this.environment.getProperty(name);
	}

	private void config(String... lines) throws IOException {
		Files.write(this.config.resolve("application.yml"), List.of(lines));
	}

	private void runWithConfig(String... arguments) {
		run(Application.class,
				Stream.concat(Stream.of(arguments), Stream.of("--spring.config.location=" + this.config.toUri()))
					.toArray(String[]::new));
	}

	private void run(Class<?> source, String... arguments) {
		this.seen = this.output.getErr().length();
		SpringApplication application = application(source);
		assertThat(catchThrowable(() -> application.run(arguments))).isNotNull();
	}

	private SpringApplication application(Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.addListeners((ApplicationListener<ApplicationPreparedEvent>) (
				event) -> this.environment = event.getApplicationContext().getEnvironment());
		application.addListeners((ApplicationListener<ApplicationReadyEvent>) (event) -> happened.add("ready"));
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		ApplicationRunner runner() {
			return (arguments) -> happened.add("runner");
		}

		@Bean
		CommandLineRunner commandLineRunner() {
			return (arguments) -> happened.add("command line runner");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Generating extends Application {

		@Bean
		ExitCodeGenerator exitCode() {
			return () -> 7;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Asynchronous extends Application {

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor(Executors.newSingleThreadExecutor((task) -> {
				Thread thread = new Thread(task);
				thread.setDaemon(true);
				return thread;
			}));
			return multicaster;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithRunner extends Application {

		@Bean
		MonarchShellRunner one(Console console) {
			return new MonarchShellRunner(new CommandRegistry(), console, () -> Environments.of(List.of(), "none"), "");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithTwoRunners extends WithRunner {

		@Bean
		MonarchShellRunner two(Console console) {
			return one(console);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Noisy extends Application {

		@Bean
		static BeanFactoryPostProcessor noise() {
			return (beanFactory) -> {
				LogFactory.getLog(AdminModeTests.class).warn("logged noise");
				System.out.println("printed noise");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken extends Application {

		@Bean
		static BeanFactoryPostProcessor broken() {
			return (beanFactory) -> {
				throw new IllegalStateException("no luck with mongodb://annabel:s3cret@db");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithBadBackups extends Application {

		@Bean
		@Lazy
		Backups monarchBackups() {
			throw new IllegalStateException("no store");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithMissingClass extends Application {

		@Bean
		@Lazy
		Backups monarchBackups() {
			throw new NoClassDefFoundError("a/B");
		}

	}

}
