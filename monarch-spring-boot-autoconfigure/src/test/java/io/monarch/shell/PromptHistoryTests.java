package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.jline.reader.LineReaderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromptHistory}.
 */
class PromptHistoryTests {

	@Test
	void fileIsThatOfTheUserAndTheApplication() {
		Path state = Path.of("state").toAbsolutePath();
		Map<String, String> variables = Map.of("XDG_STATE_HOME", state.toString(), "LOCALAPPDATA", state.toString());
		assertThat(PromptHistory.file("dogs", variables)).isEqualTo(state.resolve("monarch").resolve("dogs.history"));
		assertThat(PromptHistory.file("../a b", variables).getParent()).isEqualTo(state.resolve("monarch"));
		assertThat(PromptHistory.file("", Map.of("XDG_STATE_HOME", "relative")))
			.isEqualTo(Path.of(System.getProperty("user.home"), ".local", "state", "monarch", "history"));
	}

	@Test
	void fileWhoseFolderCannotBeRepresentedIsNone() {
		assertThat(PromptHistory.file("dogs", Map.of("XDG_STATE_HOME", "/a\0b", "LOCALAPPDATA", "/a\0b"))).isNull();
	}

	@Test
	void folderThatExistsKeepsItsPermissionsAndNewOnesAreTheOwners(@TempDir Path home) throws Exception {
		Path real = Files.createDirectory(home.resolve("real"));
		Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwxr-xr-x"));
		Path link = Files.createSymbolicLink(home.resolve("link"), real);
		assertThat(new PromptHistory(link.resolve("history")).configure(LineReaderBuilder.builder())).isNull();
		assertThat(permissions(real)).isEqualTo("rwxr-xr-x");
		assertThat(permissions(real.resolve("history"))).isEqualTo("rw-------");
		Path made = home.resolve("a").resolve("b").resolve("history");
		assertThat(new PromptHistory(made).configure(LineReaderBuilder.builder())).isNull();
		assertThat(permissions(home.resolve("a"))).isEqualTo("rwx------");
	}

	private static String permissions(Path path) throws Exception {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

}
