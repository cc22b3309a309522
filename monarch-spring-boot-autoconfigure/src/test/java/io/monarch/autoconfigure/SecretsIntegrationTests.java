package io.monarch.autoconfigure;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Environment;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Plants a password and searches for it in everything that is printed, logged, thrown or
 * stored, on deployment and from the command line.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class SecretsIntegrationTests {

	/** Holds every character that a URI would want to be escaped. */
	private static final String PASSWORD = "Pl4nt3d:Qu1et/Sl1pp3r@W1nter%Gl0ve";

	/** No part of it may be shown either. */
	private static final List<String> PARTS = List.of("Pl4nt3d", "Qu1et", "Sl1pp3r", "W1nter", "Gl0ve");

	private static final String ESCAPED = URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);

	private static TestStandalone server;

	private static String host;

	@RegisterExtension
	private final ExitCodes exitCodes = new ExitCodes();

	@BeforeAll
	static void startServer() {
		server = TestStandalone.start("--auth");
		host = server.uri("").replace("mongodb://", "").replace("/", "");
		try (MongoClient client = MongoClients.create(server.uri("admin"))) {
			client.getDatabase("admin")
				.runCommand(
						new Document("createUser", "annabel").append("pwd", PASSWORD).append("roles", List.of("root")));
		}
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@AfterEach
	void stop() {
		try (MongoClient client = MongoClients.create(uri(ESCAPED))) {
			client.getDatabase("dogs").drop();
		}
	}

	@Test
	void deploymentShowsAndStoresNoPassword(CapturedOutput output) throws Exception {
		for (List<String> configuration : List.of(ownUri(ESCAPED), ownParts(PASSWORD))) {
			try (ConfigurableApplicationContext context = application(Application.class)
				.run(arguments(configuration))) {
				assertThat(output).contains("Applied migration 1_first");
				Set<String> seen = toStrings(context);
				assertThat(seen).contains(Environment.class.getName(), MonarchProperties.class.getName(),
						MigrationRunner.class.getName());
			}
			assertNotStored();
			stop();
		}
		assertHidden(output.getAll());
	}

	@LongTest
	@Test
	void deploymentThatFailsShowsNoPassword(CapturedOutput output) {
		List<List<String>> configurations = new ArrayList<>(List.of(ownParts(PASSWORD + "x")));
		// Of an environment that is not used, only a warning is printed.
		badlyConfigured().map(SecretsIntegrationTests::ofEnvironment)
			.map((configuration) -> Stream.concat(configuration.stream(), Stream.of("--monarch.environment=x"))
				.toList())
			.forEach(configurations::add);
		for (List<String> configuration : configurations) {
			int before = output.getAll().length();
			Throwable failure = catchThrowable(() -> application(Application.class).run(arguments(configuration)));
			assertThat(failure).as("what is thrown for %s", configuration).isNotNull();
			assertThat(output.getAll().substring(before)).contains("APPLICATION FAILED TO START");
			assertHidden(trace(failure));
		}
		assertHidden(output.getAll());
	}

	@LongTest
	@Test
	void migrationThatQuotesItsUriShowsAndStoresNoPassword(CapturedOutput output) {
		for (String escaped : List.of(ESCAPED, PASSWORD)) {
			Quoting.uri = uri(escaped);
			assertThat(catchThrowable(() -> application(Talkative.class).run(arguments(ownUri(ESCAPED))))).isNotNull();
			assertThat(output).contains("no luck with mongodb://***@" + host);
			assertNotStored();
			for (String command : List.of("migrate-one 2_quoting x --confirm x", "migrate x --confirm x --output json",
					"migrate-one 2_quoting x --confirm x --debug", "list-migrations x",
					"list-migrations x --output json")) {
				runCommand(Talkative.class, command, ofEnvironment("uri=" + uri(ESCAPED)));
			}
			assertThat(this.exitCodes.take()).containsExactly(1, 1, 1, 0, 0);
			assertNotStored();
			stop();
		}
		assertHidden(output.getAll());
	}

	@ParameterizedTest
	@ValueSource(strings = { "list-environments --output json", "migrate x --debug --output json", "nonsense --debug" })
	void commandShowsNoPassword(String command, CapturedOutput output) {
		runCommands(command, Stream.of(ofEnvironment("uri=" + uri(ESCAPED)), ofEnvironment(parts(PASSWORD))), output);
	}

	@LongTest
	@ParameterizedTest
	@ValueSource(strings = { "list-environments", "list-migrations x", "list-migrations x --output json",
			"mark 1_first x --as completed --output json", "unlock x --debug", "help" })
	void otherCommandShowsNoPassword(String command, CapturedOutput output) {
		commandShowsNoPassword(command, output);
	}

	@LongTest
	@Test
	void commandShowsNoPasswordWhenTheConfigurationIsWrong(CapturedOutput output) {
		runWithWrongConfigurations("list-migrations x --debug", output);
	}

	@LongTest
	@Test
	void listOfEnvironmentsShowsNoPasswordWhenTheConfigurationIsWrong(CapturedOutput output) {
		runWithWrongConfigurations("list-environments --output json", output);
	}

	private void runWithWrongConfigurations(String command, CapturedOutput output) {
		Stream<List<String>> wrong = Stream.of(ofEnvironment("uri=" + uri(ESCAPED + "x")),
				ofEnvironment(parts(PASSWORD + "x")));
		Stream<List<String>> elsewhere = Stream.of(ofEnvironment(with(parts(PASSWORD), "protection=" + PASSWORD)));
		Stream<List<String>> own = unescaped().map(SecretsIntegrationTests::ownUri);
		runCommands(command,
				Stream.of(wrong, elsewhere, badlyConfigured().map(SecretsIntegrationTests::ofEnvironment), own)
					.flatMap((each) -> each),
				output);
	}

	private void runCommands(String command, Stream<List<String>> configurations, CapturedOutput output) {
		configurations.forEach((configuration) -> {
			runCommand(Application.class, command, configuration);
			assertThat(this.exitCodes.take()).as("exit code for %s", configuration).hasSize(1);
		});
		assertHidden(output.getAll());
		assertThat(output.getAll()).doesNotContain("annabel");
		assertNotStored();
	}

	/**
	 * Passwords that are not escaped as a URI demands, together and each for itself.
	 */
	private static Stream<String> unescaped() {
		return Stream.of(PASSWORD, "Pl4nt3d@Qu1et", "Pl4nt3d:Qu1et", "Pl4nt3d/Qu1et", "Pl4nt3d%Qu1et",
				"Pl4nt3d%zzQu1et", "Pl4nt3d%", "/Pl4nt3d", "@Pl4nt3d", "1/Pl4nt3d", "Pl4nt3d?Qu1et");
	}

	private static Stream<String[]> badlyConfigured() {
		return Stream.concat(unescaped().map((password) -> new String[] { "uri=" + uri(password) }),
				Stream.of(with(parts(PASSWORD), "pasword=" + PASSWORD),
						with(parts(PASSWORD), "password.value=" + PASSWORD), new String[] { uri(ESCAPED) },
						with(parts(PASSWORD), "uri=" + uri(ESCAPED)),
						new String[] { "hosts=annabel:" + PASSWORD + "@" + host, "database=dogs" },
						new String[] { "hosts=" + host, "database=dogs", "password=" + PASSWORD }));
	}

	private static String[] with(String[] properties, String property) {
		return Stream.concat(Stream.of(properties), Stream.of(property)).toArray(String[]::new);
	}

	private static String uri(String password) {
		return "mongodb://annabel:" + password + "@" + host + "/dogs?authSource=admin";
	}

	private static String[] parts(String password) {
		return new String[] { "hosts=" + host, "database=dogs", "username=annabel", "password=" + password,
				"authentication-database=admin" };
	}

	private static List<String> ownUri(String password) {
		return List.of("--spring.mongodb.uri=" + uri(password), "--monarch.environments.x.uri=" + uri(ESCAPED));
	}

	private static List<String> ownParts(String password) {
		List<String> all = new ArrayList<>(ofEnvironment(parts(password)));
		all.add("--monarch.environment=x");
		return all;
	}

	private static List<String> ofEnvironment(String... properties) {
		return Arrays.stream(properties)
			.map((property) -> property.startsWith("mongodb:") ? "--monarch.environments.x=" + property
					: "--monarch.environments.x." + property)
			.toList();
	}

	private void runCommand(Class<?> source, String command, List<String> configuration) {
		List<String> words = new ArrayList<>(List.of("monarch"));
		words.addAll(List.of(command.split(" ")));
		words.addAll(configuration);
		words.add("--logging.level.io.monarch=DEBUG");
		var unused = catchThrowable(() -> application(source).run(words.toArray(String[]::new)));
		this.exitCodes.restoreOutput();
	}

	private static String[] arguments(List<String> configuration) {
		return Stream.concat(configuration.stream(), Stream.of("--logging.level.io.monarch=DEBUG",
				"--logging.level.org.springframework.context=WARN", "--logging.level.org.springframework.boot=ERROR"))
			.toArray(String[]::new);
	}

	private static SpringApplication application(Class<?> source) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application;
	}

	/**
	 * Search the string of every object of ours that the context leads to.
	 * @return the names of their classes
	 */
	private static Set<String> toStrings(ConfigurableApplicationContext context) throws IllegalAccessException {
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Object> open = new ArrayDeque<>();
		for (String name : context.getBeanDefinitionNames()) {
			open.add(context.getBean(name));
		}
		while (!open.isEmpty()) {
			Object object = open.remove();
			if (object instanceof Collection<?> collection) {
				collection.stream().filter((each) -> each != null).forEach(open::add);
			}
			else if (object instanceof Map<?, ?> map) {
				map.values().stream().filter((each) -> each != null).forEach(open::add);
			}
			else if (isOurs(object) && seen.add(object)) {
				assertHidden(object.toString());
				open.addAll(fields(object));
			}
		}
		Set<String> names = new TreeSet<>();
		seen.forEach((object) -> names.add(object.getClass().getName()));
		return names;
	}

	private static List<Object> fields(Object object) throws IllegalAccessException {
		List<Object> values = new ArrayList<>();
		Field[] fields = Arrays.stream(ClassUtils.getUserClass(object).getDeclaredFields())
			.filter((field) -> !Modifier.isStatic(field.getModifiers()))
			.toArray(Field[]::new);
		AccessibleObject.setAccessible(fields, true);
		for (Field field : fields) {
			Object value = field.get(object);
			if (value != null) {
				values.add(value);
			}
		}
		return values;
	}

	private static boolean isOurs(Object object) {
		return object.getClass().getName().startsWith("io.monarch.");
	}

	private static void assertNotStored() {
		StringBuilder stored = new StringBuilder();
		try (MongoClient client = MongoClients.create(uri(ESCAPED))) {
			for (String collection : client.getDatabase("dogs").listCollectionNames()) {
				client.getDatabase("dogs")
					.getCollection(collection)
					.find()
					.forEach((document) -> stored.append(document.toJson()));
			}
		}
		assertHidden(stored.toString());
	}

	private static void assertHidden(String text) {
		assertThat(text.lines().filter((line) -> PARTS.stream().anyMatch(line::contains))).isEmpty();
	}

	private static String trace(Throwable failure) {
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		return trace.toString();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(First.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Quoting.class)
	static class Talkative {

	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.say("hello from " + context + " and " + context.environment());
		}

	}

	@Migration("2_quoting")
	static class Quoting implements MongoMigration {

		private static String uri;

		@Override
		public void migrate(MigrationContext context) {
			context.say("I use " + uri);
			throw new IllegalStateException("no luck with " + uri);
		}

	}

}
