package io.monarch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the pages for users to sentences that can be read at once.
 */
class PageSentencesTests {

	private static final int WORDS = 30;

	private static final Pattern CODE_BLOCK = Pattern.compile("```.*?```", Pattern.DOTALL);

	/** Paragraphs, rows of tables, items of lists and headings. */
	private static final Pattern BLOCKS = Pattern.compile("\\n\\s*\\n|\\n(?=[-|#*]|\\d+\\. )");

	static Stream<Path> pages() throws IOException {
		try (Stream<Path> pages = Files.list(Path.of("..", "docs"))) {
			List<Path> markdown = pages.filter((page) -> page.toString().endsWith(".md")).toList();
			return Stream.concat(Stream.of(Path.of("..", "README.md")), markdown.stream());
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void sentencesHaveAtMostThirtyWords(Path page) throws IOException {
		assertThat(longSentences(Files.readString(page))).isEmpty();
	}

	@Test
	void sentenceOfMoreThanThirtyWordsIsFoundInParagraphsListsAndTables() {
		String words = "word ".repeat(WORDS + 1).strip();
		assertThat(longSentences("Short. " + words + ".\n\n- " + words + "\n\n| a | " + words + " |\n")).hasSize(3);
		assertThat(longSentences("word ".repeat(WORDS) + "`" + words + "`. Short.\n```\n" + words + "\n```\n"))
			.hasSize(1);
		assertThat(longSentences("word ".repeat(WORDS - 1) + "`" + words + "`. Short.")).isEmpty();
	}

	private static List<String> longSentences(String page) {
		return BLOCKS.splitAsStream(CODE_BLOCK.matcher(page).replaceAll(""))
			.flatMap((block) -> block.startsWith("|") ? Arrays.stream(block.split("\\|")) : Stream.of(block))
			.map((text) -> text.replaceAll("`[^`]*`", "code").replaceAll("\\]\\([^)]*\\)", "]"))
			.flatMap((text) -> Arrays.stream(text.split("(?<=[.!?])\\s+")))
			.filter((sentence) -> words(sentence) > WORDS)
			.toList();
	}

	private static long words(String sentence) {
		return Arrays.stream(sentence.split("\\s+")).filter((word) -> word.matches(".*\\w.*")).count();
	}

}
