package io.monarch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/troubleshooting.md} to what is really said.
 */
class TroubleshootingPageTests {

	private static final Pattern MESSAGE = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

	private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");

	@Test
	void everyMessageOfThePageIsInTheSources() throws IOException {
		String sources = sources();
		List<String> missing = new ArrayList<>();
		int messages = 0;
		Matcher matcher = MESSAGE.matcher(Files.readString(Path.of("..", "docs", "troubleshooting.md")));
		while (matcher.find()) {
			messages++;
			for (String part : matcher.group(1).split("…")) {
				if (part.strip().length() > 1 && !sources.contains(part)) {
					missing.add(matcher.group(1));
				}
			}
		}
		assertThat(messages).isGreaterThan(40);
		assertThat(missing).isEmpty();
	}

	/**
	 * Return all that is said, each in a line: the strings of the sources without their
	 * comments, those that are put together in several lines in one.
	 */
	private static String sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
			String code = files.filter((file) -> file.toString().endsWith(".java"))
				.map(TroubleshootingPageTests::read)
				.collect(Collectors.joining())
				.replaceAll("(?s)\"\"\".*?\"\"\"", "")
				.replaceAll("(?s)/\\*.*?\\*/", "")
				.replaceAll("(?m)(^|\\s)//.*$", "")
				.replaceAll("\"\\s*\\+\\s*\"", "");
			return STRING.matcher(code).results().map(MatchResult::group).collect(Collectors.joining("\n"));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
