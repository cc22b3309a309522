package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.shell.terminal.Screen;
import io.monarch.shell.terminal.Text;
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
			assertThat(this.shell.out().split("\\s+")).contains("Show", "help", "trace", "Example:");
		}
	}

	@Test
	void environmentIsOneLineWhateverTheWidth() {
		assertThat(run(200, "list-environments").lines()).anyMatch((line) -> line
			.startsWith("production   db1.example.org:27017,db2.example.org:27017,db3.example.org:27017  dogs_of_all"));
		assertThat(run(80, "list-environments").lines()).containsExactly(
				"NAME         HOSTS                                       DATABASE     PROTECTION",
				"development  localhost:27017                             dogs         open",
				"production   db1.example.org:27017,db2.example.org:2...  dogs_of_all  guarded", "",
				"2 environments: 1 open, 1 guarded");
		assertThat(run(40, "list-environments").lines()).containsExactly("NAME         DATABASE     PROTECTION",
				"development  dogs         open", "production   dogs_of_all  guarded", "",
				"2 environments: 1 open, 1 guarded");
	}

	private String run(int width, String... words) {
		assertThat(this.shell.runAt(Screen.terminal("xterm", "1", () -> width), words)).isZero();
		return this.shell.out();
	}

	private static void assertFits(String text, int width) {
		assertThat(text.lines()).isNotEmpty().allMatch((line) -> Text.width(line) <= width);
	}

}
