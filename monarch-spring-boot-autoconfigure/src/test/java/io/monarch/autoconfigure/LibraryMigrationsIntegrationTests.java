package io.monarch.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.monarch.autoconfigure.library.LibraryMigrations;
import io.monarch.autoconfigure.library.LibraryMigrations.LibraryAutoConfiguration;
import io.monarch.autoconfigure.library.LibraryMigrations.LibraryConfiguration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for migrations in a library that the component scan of the application does not
 * reach.
 */
@EverySpringBoot
@RealMongo
@ExtendWith(QuietOutput.class)
class LibraryMigrationsIntegrationTests {

	private static final String PACKAGE = "--monarch.migration.packages=" + LibraryMigrations.class.getPackageName();

	@TempDir
	private Path jar;

	@Test
	void migrationsThatTheAutoConfigurationOfALibraryImportsRun(TestDatabase database) throws IOException {
		Path imports = this.jar
			.resolve("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
		Files.createDirectories(imports.getParent());
		Files.writeString(imports, LibraryAutoConfiguration.class.getName());
		try (URLClassLoader library = new URLClassLoader(new URL[] { this.jar.toUri().toURL() },
				getClass().getClassLoader())) {
			start(database, library, List.of(Application.class));
		}
		assertThat(history(database)).containsExactly("1_library_dogs");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "before-web-server", "before-beans" })
	void migrationsOfAPackageThatIsConfiguredRun(String trigger, TestDatabase database) {
		start(database, Application.class, PACKAGE, "--monarch.migration.trigger=" + trigger,
				"--spring.profiles.active=cats");
		assertThat(history(database)).containsExactly("1_library_dogs", "2_library_cats");
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(2);
	}

	@Test
	void migrationOfAPackageThatIsABeanAlreadyRunsOnce(TestDatabase database) {
		start(database, getClass().getClassLoader(), List.of(Application.class, LibraryConfiguration.class), PACKAGE);
		assertThat(history(database)).containsExactly("1_library_dogs");
	}

	@Test
	void packageWithoutMigrationsFailsTheStartAndIsNamed(TestDatabase database) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> start(database, Application.class, PACKAGE + ",com.example.missing"))
			.withMessageContaining("monarch.migration.packages names 'com.example.missing'")
			.satisfies((failure) -> assertThat(failure.getExitCode()).isEqualTo(2));
		assertThat(history(database)).isEmpty();
	}

	private static void start(TestDatabase database, Class<?> application, String... arguments) {
		start(database, application.getClassLoader(), List.of(application), arguments);
	}

	private static void start(TestDatabase database, ClassLoader loader, List<Class<?>> application,
			String... arguments) {
		SpringApplication spring = new SpringApplication(new DefaultResourceLoader(loader),
				application.toArray(Class<?>[]::new));
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setRegisterShutdownHook(false);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off", "spring.mongodb.uri", database.uri()));
		spring.run(Stream.of(arguments).toArray(String[]::new)).close();
	}

	private static List<String> history(TestDatabase database) {
		return database.collection("monarch_migrations")
			.find()
			.map((record) -> record.getString("_id"))
			.into(new ArrayList<>());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
