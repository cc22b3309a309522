package io.monarch.shell.terminal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pager}.
 */
class PagerTests {

	private static final List<String> LINES = Stream.generate(() -> "犬 line").limit(30).toList();

	@TempDir
	private Path folder;

	@Test
	void linesThatDoNotFitTheWindowNeedIt() {
		Pager pager = pager(Map.of(), 10);
		assertThat(pager.isNeeded(LINES.subList(0, 9), 80)).isFalse();
		assertThat(pager.isNeeded(LINES.subList(0, 10), 80)).isTrue();
		assertThat(pager.isNeeded(LINES.subList(0, 5), 6)).isTrue(); // each takes two
		assertThat(pager.isNeeded(List.of("\u001b[1;31m" + "x".repeat(80) + "\u001b[0m"), 10)).isFalse();
		assertThat(pager(Map.of(), 0).isNeeded(LINES, 80)).isFalse();
	}

	@Test
	void commandCanDoWithoutIt() {
		Pager pager = pager(Map.of(), 10);
		pager.setWanted(false);
		assertThat(pager.isNeeded(LINES, 80)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "cat" })
	void variableSwitchesItOff(String none) {
		assertThat(pager(Map.of("PAGER", none), 10).isNeeded(LINES, 80)).isFalse();
		assertThat(pager(Map.of("MONARCH_PAGER", none, "PAGER", "less"), 10).isNeeded(LINES, 80)).isFalse();
		assertThat(pager(Map.of("MONARCH_PAGER", "less", "PAGER", none), 10).isNeeded(LINES, 80)).isTrue();
	}

	@Test
	void programOfTheUserIsGivenTheLines() throws Exception {
		Path shown = this.folder.resolve("shown");
		Pager pager = pager(Map.of("PAGER", "cat > '" + shown + "'; echo $LESS > '" + shown + ".less'"), 10);
		assertThat(pager.show(LINES)).isTrue();
		assertThat(Files.readAllLines(shown)).isEqualTo(LINES);
		assertThat(Files.readAllLines(this.folder.resolve("shown.less"))).hasSize(1);
		assertThat(pager.isShowing()).isFalse();
	}

	@Test
	void programThatReadsNoMoreIsLeft() {
		List<String> many = Stream.generate(() -> "x".repeat(1_000)).limit(1_000).toList();
		assertThat(pager(Map.of("PAGER", "exit 0"), 10).show(many)).isTrue();
	}

	@Test
	void programThatDoesNotExistShowsNothing() {
		assertThat(pager(Map.of("PAGER", "no-such-program-as-this 2> '" + this.folder.resolve("errors") + "'"), 10)
			.show(LINES)).isFalse();
	}

	private static Pager pager(Map<String, String> variables, int rows) {
		return Pager.of(variables, () -> rows, StandardCharsets.UTF_8);
	}

}
