package io.monarch.shell;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

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

}
