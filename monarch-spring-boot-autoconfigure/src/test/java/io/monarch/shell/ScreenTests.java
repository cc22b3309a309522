package io.monarch.shell;

import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.shell.terminal.Color;
import io.monarch.shell.terminal.Screen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Screen}, {@link Highlighter} and {@link Color}: where there are
 * colours, and where there are none.
 */
class ScreenTests {

	private static final String ESCAPE = "\u001b";

	private final CommandHarness shell = new CommandHarness(
			List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN),
					CommandHarness.settings("prod", "mongodb://db/", Protection.GUARDED),
					CommandHarness.settings("old", "mongodb://old/", Protection.READ_ONLY)),
			Path.of("."));

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@Test
	void environmentsHaveTheColourOfTheirProtection() {
		this.shell.runAt(terminal("xterm", ""), "list-environments");
		assertThat(this.shell.out()).contains("\u001b[1;32mdev\u001b[0m", "\u001b[1;31mprod\u001b[0m",
				"\u001b[1;36mold\u001b[0m", "\u001b[1;31mguarded\u001b[0m");
	}

	@Test
	void environmentsInMessagesHaveTheColourOfTheirProtection() {
		assertThat(this.shell.runAt(terminal("xterm", ""), "drop-db", "old")).isEqualTo(2);
		assertThat(this.shell.runAt(terminal("xterm", ""), "migrate", "pro")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Did you mean '\u001b[1;31mprod\u001b[0m'?")
			.contains("There is no environment 'pro'.", "Known environments: '\u001b[1;32mdev\u001b[0m', ");
		Highlighter highlighter = new Highlighter(() -> this.shell.environments);
		assertThat(highlighter.highlight("the user's own: see 'monarch migrate dev', or add --confirm prod."))
			.isEqualTo("the user's own: see 'monarch migrate \u001b[1;32mdev\u001b[0m', "
					+ "or add --confirm \u001b[1;31mprod\u001b[0m.");
	}

	@Test
	void nothingIsColouredWhereNobodyWantsToSeeIt() {
		for (Screen screen : List.of(terminal("xterm", "1"), terminal("dumb", ""), terminal("", ""), Screen.NONE)) {
			this.shell.runAt(screen, "list-environments");
			assertThat(this.shell.out()).contains("prod").doesNotContain(ESCAPE);
			this.shell.runAt(screen, "migrate", "pro");
			assertThat(this.shell.err()).contains("Did you mean 'prod'?").doesNotContain(ESCAPE);
		}
	}

	@Test
	void jsonIsNeverColouredOrShortened() {
		Screen narrow = Screen.terminal("xterm", "", () -> 10);
		this.shell.runAt(narrow, "list-environments", "--output", "json");
		String json = this.shell.out();
		this.shell.run("list-environments", "--output", "json");
		assertThat(this.shell.out()).isEqualTo(json).doesNotContain(ESCAPE);
	}

	@Test
	void widthIsThatOfNowOrTheUsualOne() {
		int[] columns = { 132 };
		Screen screen = Screen.terminal("xterm", "", () -> columns[0]);
		assertThat(screen.width()).isEqualTo(132);
		columns[0] = 0;
		assertThat(screen.width()).isEqualTo(80);
		assertThat(screen.with(() -> 60).width()).isEqualTo(60);
		assertThat(Screen.NONE.with(() -> 60)).isEqualTo(Screen.NONE);
	}

	private static Screen terminal(String type, String noColor) {
		return Screen.terminal(type, noColor, () -> 200);
	}

}
