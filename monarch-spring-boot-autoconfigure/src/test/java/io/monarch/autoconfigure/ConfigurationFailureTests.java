package io.monarch.autoconfigure;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.monarch.autoconfigure.dogs.DogRepository;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.QuietOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts real applications, with a repository as most have one, whose configuration is
 * wrong.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class ConfigurationFailureTests {

	private final AtomicInteger exitCode = new AtomicInteger(-1);

	private final PrintStream stdout = System.out;

	@BeforeEach
	void start() {
		AdminMode.exit = this.exitCode::set;
	}

	@AfterEach
	void stop() {
		AdminMode.exit = System::exit;
		System.setOut(this.stdout);
	}

	@Test
	void unescapedPasswordIsNamedByItsPropertyAlone(CapturedOutput output) {
		assertPasswordIsNamed("Pl4nt3d@Qu1et", output);
	}

	@LongTest
	@ParameterizedTest
	@ValueSource(strings = { "Pl4nt3d:Qu1et", "Pl4nt3d/Qu1et", "Pl4nt3d%Qu1et", "Pl4nt3d%zzQu1et", "Pl4nt3d%",
			"/Pl4nt3d", "@Pl4nt3d" })
	void unescapedPasswordOfAnyFormIsNamedByItsPropertyAlone(String password, CapturedOutput output) {
		assertPasswordIsNamed(password, output);
	}

	private void assertPasswordIsNamed(String password, CapturedOutput output) {
		String uri = "--spring.mongodb.uri=mongodb://annabel:" + password + "@127.0.0.1:1/shop";
		assertThat(deploy(uri)).isEqualTo(2);
		assertUriIsNamed(output.getAll());
		assertThat(output).contains("APPLICATION FAILED TO START");
		int before = output.getAll().length();
		assertThat(administer("list-migrations", "application", uri)).isEqualTo(2);
		assertUriIsNamed(output.getAll().substring(before));
		before = output.getAll().length();
		assertThat(administer("list-migrations", "application", uri, "--spring.main.lazy-initialization=false"))
			.isEqualTo(2);
		assertUriIsNamed(output.getAll().substring(before));
		before = output.getAll().length();
		assertThat(administer("list-environments", uri)).isZero();
		assertThat(output.getAll().substring(before))
			.contains("Warning: spring.mongodb.uri is not a valid MongoDB URI.", "It is left out here.")
			.doesNotContain("Pl4nt3d", "Qu1et", "annabel", "zz");
	}

	private static void assertUriIsNamed(String output) {
		assertThat(output).contains("spring.mongodb.uri is not a valid MongoDB URI.", "%40 %3A %2F and %25")
			.doesNotContain("Pl4nt3d", "Qu1et", "annabel", "zz", "\tat ");
	}

	@Test
	void unescapedPasswordIsNamedWhereAnotherEnvironmentIsTheApplicationsOwn(CapturedOutput output) {
		assertThat(deploy("--spring.mongodb.uri=mongodb://annabel:Pl4nt3d@Qu1et@127.0.0.1:1/shop",
				"--monarch.environment=x", "--monarch.environments.x.uri=mongodb://127.0.0.1:1/shop"))
			.isEqualTo(2);
		assertUriIsNamed(output.getAll());
	}

	@ParameterizedTest
	@CsvSource({ "monarch.migration.lock.lease=0s, must be positive",
			"monarch.migration.lock.wait=-1s, must not be negative",
			"monarch.migration.triger=none, Did you mean 'monarch.migration.trigger'?",
			"monarch.migration.trigger=sometimes, 'Use one of application-runner, before-beans, before-web-server, "
					+ "none.'",
			"monarch.migration.foreign-history-from=mongok, Did you mean 'mongock'?",
			"monarch.migration.foreign-history-from=mongock:, without a collection",
			"monarch.migration.lock.lease=soon, has a value that is not a valid Duration" })
	void badConfigurationIsBadInput(String property, String message, CapturedOutput output) {
		assertThat(deploy("--" + property, "--spring.mongodb.uri=mongodb://127.0.0.1:1/shop")).isEqualTo(2);
		assertThat(output).contains("APPLICATION FAILED TO START", message).doesNotContain("\tat ");
	}

	@ParameterizedTest
	@CsvSource({ "monarch.environments.x.hosts=127.0.0.1:1, names no database",
			"monarch.environments.x.database=shop, needs either uri or hosts",
			"monarch.environments.x.uri=mongodb://127.0.0.1:1/admin, which is reserved for the server",
			"monarch.environments.x.uri=mongodb://127.0.0.1:1/a$b, it contains '$'" })
	void badEnvironmentIsBadInputWhereItIsUsed(String property, String message, CapturedOutput output) {
		assertThat(
				administer("list-migrations", "x", "--" + property, "--spring.mongodb.uri=mongodb://127.0.0.1:1/shop"))
			.isEqualTo(2);
		assertThat(output).contains(message).doesNotContain("\tat ");
	}

	@Test
	void badEnvironmentIsLeftOutOfAListWithAWarning(CapturedOutput output) {
		assertThat(administer("list-environments", "--monarch.environments.x.hosts=127.0.0.1:1",
				"--spring.mongodb.uri=mongodb://127.0.0.1:1/shop"))
			.isZero();
		assertThat(output).contains("Warning: monarch.environments.x names no database", "application");
	}

	@Test
	void badEnvironmentIsAProblemBesideTheOthersInStatus(CapturedOutput output) {
		assertThat(administer("status", "--output", "json", "--monarch.environments.x.hosts=127.0.0.1:1",
				"--spring.mongodb.uri=mongodb://127.0.0.1:1/shop"))
			.isOne();
		assertThat(output).contains("\"environment\":\"x\"", "\"environment\":\"application\"", "names no database");
	}

	@Test
	void propertiesOfOthersHaveNoExitCodeOfOurs() {
		assertThat(deploy("--spring.mongodb.port=x")).isEqualTo(1);
	}

	@Test
	void processEndsWithTheExitCode() {
		try (JavaProcess process = JavaProcess.start(ConfigurationFailureTests.class,
				"--spring.mongodb.uri=mongodb://annabel:Pl4nt3d@Qu1et@127.0.0.1:1/shop")) {
			assertUriIsNamed(String.join("\n", process.end()));
			assertThat(process.exitCode()).isEqualTo(2);
		}
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(quietly(arguments));
	}

	/**
	 * Return the exit code that Spring Boot finds. Where it fails early, nobody is told.
	 */
	private static int deploy(String... arguments) {
		Throwable failure = catchThrowable(() -> main(arguments));
		assertThat(failure).isNotNull();
		while (failure != null && !(failure instanceof ExitCodeGenerator)) {
			failure = failure.getCause();
		}
		return (failure instanceof ExitCodeGenerator generator) ? generator.getExitCode() : 1;
	}

	private int administer(String command, String... arguments) {
		this.exitCode.set(-1);
		List<String> words = new ArrayList<>(List.of("monarch", command));
		words.addAll(List.of(arguments));
		assertThat(catchThrowable(() -> new SpringApplication(Application.class).run(words.toArray(String[]::new))))
			.isNotNull();
		System.setOut(this.stdout);
		return this.exitCode.get();
	}

	private static String[] quietly(String... arguments) {
		return Stream
			.concat(Stream.of("--spring.main.banner-mode=off", "--logging.level.org.springframework.boot=ERROR",
					"--logging.level.org.springframework.context=ERROR"), Stream.of(arguments))
			.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableMongoRepositories(basePackageClasses = DogRepository.class)
	static class Application {

	}

}
