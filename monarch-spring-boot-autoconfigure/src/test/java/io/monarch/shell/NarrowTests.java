package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what commands show in narrow windows.
 */
class NarrowTests {

	private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

	@TempDir
	private Path folder;

	private CommandHarness shell;

	@BeforeEach
	void start() {
		this.shell = new CommandHarness(List.of(
				CommandHarness.settings("development", "mongodb://localhost:27017/dogs", Protection.OPEN),
				CommandHarness.settings("production",
						"mongodb://db1.example.org:27017,db2.example.org:27017,db3.example.org:27017/dogs_of_all",
						Protection.GUARDED)),
				this.folder);
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 40, 60, 80 })
	void migrationsAreToldApartAndTheirErrorsCanBeRead(int width) {
		List<MigrationStatus> statuses = List.of(
				new MigrationStatus("202611020930_index_dogs_by_owner_and_houses", "Index dogs by owner",
						MigrationState.COMPLETED, NOW, NOW, Duration.ofMillis(12), null),
				new MigrationStatus("202611020930_index_cats_by_owner_and_houses", "Index cats", MigrationState.FAILED,
						NOW, NOW, Duration.ofMillis(12),
						"Command failed with error 11000 (DuplicateKey): duplicate key in collection dogs.cats"));
		StringWriter result = new StringWriter();
		new Output(new PrintWriter(result), Screen.terminal("xterm", "1", () -> width), new PrintWriter(result),
				Screen.NONE, Highlighter.NONE)
			.table(ListMigrationsCommand.table(statuses, NOW));
		assertFits(result.toString(), width);
		assertThat(result.toString()).contains("(DuplicateKey):", "duplicate", "COMPLETED", "FAILED");
		assertThat(result.toString().replaceAll("\\s", "")).contains("dogs_by_owner_and_houses",
				"cats_by_owner_and_houses");
	}

	@ParameterizedTest
	@ValueSource(ints = { 40, 60, 80 })
	void listsFit(int width) throws Exception {
		Path backups = Files.createDirectories(this.folder.resolve("backups"));
		for (String name : List.of("dogs_of_all__2026_11_23.dmp.zip", "dogs_of_all__2026_11_23_2.dmp.zip")) {
			Files.writeString(backups.resolve(name), "");
		}
		assertFits(run(width, "list-environments"), width);
		assertThat(this.shell.out()).contains("development", "production", "guarded");
		assertFits(run(width, "list-backups"), width);
		assertThat(this.shell.out()).contains("2026_11_23.dmp.zip", "2026_11_23_2.dmp.zip");
	}

	@ParameterizedTest
	@ValueSource(ints = { 40, 60 })
	void helpFits(int width) {
		assertFits(run(width, "help"), width);
		List<String> commands = AdminCommands.in(this.shell.registry).stream().map(AdminCommand::getName).toList();
		for (String command : commands) {
			assertFits(run(width, "help", command), width);
			assertThat(this.shell.out().split("\\s+")).contains("Show", "used", "trace", "Example:");
		}
	}

	@Test
	void blockBeginsWithTheWholeNameAndWrapsTheRest() {
		assertThat(run(40, "list-environments").lines()).contains("production", "  DATABASE   dogs_of_all",
				"  PROTECTION guarded", "  HOSTS      db1.example.org:27017,");
	}

	private String run(int width, String... words) {
		assertThat(this.shell.runAt(Screen.terminal("xterm", "1", () -> width), words)).isZero();
		return this.shell.out();
	}

	private static void assertFits(String text, int width) {
		assertThat(text.lines()).isNotEmpty().allMatch((line) -> Table.width(line) <= width);
	}

}
