package io.monarch.shell;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Types the steps of the page about JHipster, on an application of the same shape:
 * auditing, a listener that validates, and a change unit that creates users.
 */
@LongTest
@RealMongo
@ExtendWith(QuietOutput.class)
class JhipsterPageIntegrationTests {

	private static final Path APPLICATION = Path.of("src/test/resources/io/monarch/shell/jhipster");

	@TempDir
	Path directory;

	@Test
	void convertedChangeUnitCreatesAuditedAndValidatedUsers(TestDatabase database) throws Exception {
		copyApplication();
		Path migration = convert();
		assertThat(migration).hasFileName("M001UsersInitialization.java")
			.content()
			.contains("@Migration(id = \"001_users_initialization\", formerly = \"users-initialization\")",
					"addUsers(userAuthority, adminAuthority, template);");
		Files.delete(this.directory
			.resolve("src/main/java/com/example/dogs/config/dbmigrations/InitialSetupMigration.java"));
		URL classes = new SourceCompiler(this.directory).compile().toUri().toURL();
		Instant before = Instant.now().minus(Duration.ofSeconds(5));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes }, getClass().getClassLoader())) {
			try (ConfigurableApplicationContext context = start(loader, database)) {
				assertThat(context.getBean(Migrations.class)
					.list(context.getBean(Environments.class).application().orElseThrow()))
					.extracting(MigrationStatus::id, MigrationStatus::state)
					.containsExactly(tuple("001_users_initialization", MigrationState.COMPLETED));
			}
			List<Document> users = users(database);
			assertThat(users).extracting((user) -> user.getString("login")).containsExactly("admin", "user");
			assertThat(users).allSatisfy((user) -> {
				assertThat(user).containsEntry("created_by", "system").containsEntry("version", 0L);
				assertThat(user.get("created_date", Date.class).toInstant()).isAfter(before);
				assertThat(user.get("last_modified_date", Date.class).toInstant()).isAfter(before);
			});
			assertThat(database.collection("authority").countDocuments()).isEqualTo(2);
			start(loader, database).close();
			assertThat(users(database)).isEqualTo(users);
		}
	}

	@Test
	void importKeepsTheUsersOfMongockFromBeingCreatedAgain(TestDatabase database) throws Exception {
		copyApplication();
		convert();
		URL classes = new SourceCompiler(this.directory).compile().toUri().toURL();
		database.collection("mongockChangeLog")
			.insertOne(new Document("executionId", "2026-01-01T10:00:00-1").append("changeId", "users-initialization")
				.append("author", "default_author")
				.append("timestamp", new Date())
				.append("state", "EXECUTED")
				.append("type", "EXECUTION")
				.append("changeLogClass", "com.example.dogs.config.dbmigrations.InitialSetupMigration")
				.append("changeSetMethod", "changeSet")
				.append("executionMillis", 42L)
				.append("executionHostname", "host")
				.append("errorTrace", null)
				.append("systemChange", false));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes }, getClass().getClassLoader());
				CommandHarness shell = new CommandHarness(
						List.of(CommandHarness.settings("production", database.uri(), Protection.OPEN)), this.directory,
						loader.loadClass("com.example.dogs.migrations.M001UsersInitialization"))) {
			assertThatThrownBy(() -> start(loader, database)).hasMessageContaining("mongockChangeLog")
				.hasMessageContaining("is a history of Mongock with 1 entry");
			assertThat(users(database)).isEmpty();
			assertThat(shell.run("import-history", "production", "--dry-run")).as(shell.err()).isZero();
			assertThat(shell.out()).contains("users-initialization", "001_users_initialization");
			assertThat(database.collection("monarch_migrations").countDocuments()).isZero();
			assertThat(shell.run("import-history", "production")).as(shell.err()).isZero();
			assertThat(shell.run("list-migrations", "production")).isZero();
			assertThat(shell.out()).containsPattern("001_users_initialization +COMPLETED");
			start(loader, database).close();
		}
		assertThat(users(database)).isEmpty();
		assertThat(database.collection("mongockChangeLog").countDocuments()).isOne();
	}

	@Test
	void listenerValidatesWhatTheMigrationCreates(TestDatabase database) throws Exception {
		copyApplication();
		Path migration = convert();
		Files.writeString(migration, Files.readString(migration).replace(".repeat(60)", ".repeat(10)"));
		URL classes = new SourceCompiler(this.directory).compile().toUri().toURL();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes }, getClass().getClassLoader())) {
			assertThatThrownBy(() -> start(loader, database)).hasMessageContaining("001_users_initialization")
				.hasMessageContaining("ConstraintViolationException");
		}
		assertThat(users(database)).isEmpty();
	}

	private void copyApplication() throws IOException {
		try (Stream<Path> files = Files.walk(APPLICATION)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				new SourceCompiler(this.directory).write("com/example/dogs/" + APPLICATION.relativize(file),
						Files.readString(file));
			}
		}
	}

	private Path convert() {
		try (CommandHarness shell = new CommandHarness(List.of(), this.directory)) {
			assertThat(shell.run("generate-migration", "--from-class",
					"com.example.dogs.config.dbmigrations.InitialSetupMigration"))
				.as(shell.err())
				.isZero();
			assertThat(shell.err()).isEmpty();
			return Path.of(shell.out().strip());
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader loader, TestDatabase database) throws Exception {
		SpringApplication application = new SpringApplication(new DefaultResourceLoader(loader),
				loader.loadClass("com.example.dogs.App"));
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run("--spring.mongodb.uri=" + database.uri(), "--monarch.migration.trigger=before-beans",
				"--spring.main.banner-mode=off", "--spring.jmx.enabled=false");
	}

	private static List<Document> users(TestDatabase database) {
		return database.collection("user").find().sort(new Document("login", 1)).into(new ArrayList<>());
	}

}
