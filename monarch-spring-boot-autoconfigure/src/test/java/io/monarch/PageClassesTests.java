package io.monarch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the classes that the pages for contributors name exist.
 */
class PageClassesTests {

	private static final Path ROOT = Path.of("..");

	private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*[a-z]\\w*)(?:\\.([a-z]\\w*))?(?:\\(\\))?`");

	private static final Pattern IMPORT = Pattern.compile("^import (?:static )?[\\w.]*?\\.([A-Z]\\w*)[\\w.]*;",
			Pattern.MULTILINE);

	private static final Pattern NESTED = Pattern.compile("\\b(?:class|interface|enum|record) (\\w+)");

	/**
	 * The names of errors and labels of the server, and endings that no class may have.
	 */
	private static final Set<String> OTHERS = Set.of("TransientTransactionError", "UnknownTransactionCommitResult",
			"NoSuchTransaction", "RetriableError", "SystemOverloadedError", "MaxTimeMSExpired", "Base", "Impl",
			"Default", "Manager", "Util");

	/** The names of the classes of the sources, and of those that they import. */
	private static final Set<String> KNOWN = new HashSet<>();

	@BeforeAll
	static void findClasses() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			for (Path file : files.filter((each) -> each.toString().matches(".*/src/(main|test)/java/.*\\.java"))
				.toList()) {
				String source = Files.readString(file);
				IMPORT.matcher(source).results().forEach((result) -> KNOWN.add(result.group(1)));
				NESTED.matcher(source).results().forEach((result) -> KNOWN.add(result.group(1)));
			}
		}
	}

	static List<Path> pages() throws IOException {
		try (Stream<Path> pages = Files.list(ROOT.resolve("docs/design"))) {
			return Stream.concat(pages, Stream.of(ROOT.resolve("CONTRIBUTING.md")))
				.filter((page) -> page.toString().endsWith(".md"))
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pageNamesClassesThatExist(Path page) throws IOException {
		Matcher names = NAME.matcher(Files.readString(page));
		assertThat(names.results().map((result) -> result.group(1)).filter((name) -> !isKnown(name))).isEmpty();
	}

	private static boolean isKnown(String name) {
		if (KNOWN.contains(name) || OTHERS.contains(name)) {
			return true;
		}
		try {
			return Class.forName("java.lang." + name) != null;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

}
