package io.monarch.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Screen;
import io.monarch.shell.terminal.StreamWriter;
import io.monarch.shell.terminal.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Output} and {@link Errors}.
 */
class OutputTests {

	private final StringWriter result = new StringWriter();

	private final StringWriter notices = new StringWriter();

	private final Output output = new Output(new PrintWriter(this.result), Screen.NONE, new PrintWriter(this.notices),
			Screen.NONE, Highlighter.NONE);

	@Test
	void whatATerminalWouldObeyIsMadeVisible() {
		this.output.result("a\u001b[31mred\nb\r\u0007\u009b2J\u202egnp\u2028\u200bz\tü 犬 😀\ud800");
		assertThat(this.result.toString().stripTrailing())
			.isEqualTo("a\\u001b[31mred\\u000ab\\u000d\\u0007\\u009b2J\\u202egnp\\u2028\\u200bz\\u0009ü 犬 😀\\ud800");
	}

	@Test
	void tableIsAlignedAndMadeVisible() {
		this.output
			.table(new Table(Column.name("ID"), Column.kept("STATE")).row("1_a", "NEW").row("22_b\u001b[2J", "FAILED"));
		assertThat(this.result.toString().lines()).containsExactly("ID             STATE", "1_a            NEW",
				"22_b\\u001b[2J  FAILED");
	}

	@Test
	void jsonIsAsciiWhateverTheCharacterSet() {
		this.output.json(Map.of("a", "ü 😀\u001b\u007f\"\\/"));
		assertThat(this.result.toString().strip())
			.isEqualTo("{\"a\":\"\\u00fc \\ud83d\\ude00\\u001B\\u007F\\\"\\\\/\"}");
	}

	@Test
	void whatIsSaidLastIsNotDrawnOver() {
		Output terminal = new Output(new PrintWriter(this.result), Screen.NONE, new PrintWriter(this.notices),
				new Screen(true, false, () -> 80), Highlighter.NONE);
		terminal.redraw(List.of("copying dogs", "copying cats", "3 s"));
		int code = terminal.last(() -> Errors
			.report(new MonarchException(Kind.FAILED, "The lock was lost.", "See the history."), terminal, false));
		terminal.redraw(List.of("copying dogs", "copying cats", "4 s"));
		terminal.notice("later");
		terminal.result("later");
		terminal.json(List.of());
		assertThat(code).isEqualTo(1);
		assertThat(this.notices.toString().replace(System.lineSeparator(), "\n"))
			.endsWith("3 s\u001b[2A\r\u001b[JThe lock was lost.\nSee the history.\n");
		assertThat(this.result.toString()).isEmpty();
	}

	@Test
	void credentialsAreHiddenEverywhere() {
		String uri = "mongodb://ann:s3cret@db/shop";
		this.output.result(uri);
		this.output.json(List.of(uri));
		this.output.table(new Table(Column.text("URI")).row(uri));
		this.output.notice(uri);
		this.output.trace("a\n\tb " + uri);
		assertThat(this.result.toString() + this.notices).doesNotContain("s3cret", "ann").contains("mongodb://***@db");
	}

	@Test
	void errorIsTwoLinesAndGivesItsExitCode() {
		for (Kind kind : Kind.values()) {
			assertThat(Errors.report(new MonarchException(kind, "It\nfailed.", "Do that."), this.output, false))
				.isEqualTo(kind.exitCode());
		}
		// Differences are a result, which a command has printed.
		assertThat(this.notices.toString().lines()).hasSize(2 * (Kind.values().length - 1))
			.startsWith("It\\u000afailed.", "Do that.");
	}

	@Test
	void errorIsFoundBehindThoseOfTheContainer() {
		RuntimeException wrapped = new IllegalStateException("Error creating bean",
				new RuntimeException(new MonarchException(Kind.BAD_INPUT, "Bad.", "Do that.")));
		assertThat(Errors.report(wrapped, this.output, false)).isEqualTo(2);
		assertThat(this.notices.toString().lines()).containsExactly("Bad.", "Do that.");
	}

	@Test
	void unexpectedErrorIsTypeAndMessageWithoutSecret() {
		Exception failure = new IllegalStateException("No mongodb://ann:s3cret@db\nsecond line");
		assertThat(Errors.report(failure, this.output, false)).isEqualTo(1);
		assertThat(this.notices.toString().lines()).containsExactly("IllegalStateException: No mongodb://***@db",
				"Add --debug for the stack trace.");
	}

	@Test
	void debugAddsTheStackTraceWithoutSecretOrEscape() {
		Exception failure = new IllegalStateException("mongodb://ann:s3cret@db \u001b[2J");
		Errors.report(failure, this.output, true);
		assertThat(this.notices.toString()).contains("    at io.monarch.shell.OutputTests.")
			.doesNotContain("s3cret", "\u001b", "Add --debug");
	}

	static List<Arguments> errors() {
		Throwable noLibrary = new ExceptionInInitializerError("Cannot unpack libzstd-jni-1.5: No space left on device");
		NoClassDefFoundError later = new NoClassDefFoundError("Could not initialize class com.github.luben.zstd.Zstd");
		later.initCause(noLibrary);
		return List.of(Arguments.of(new OutOfMemoryError("Java heap space"), "process does not have enough memory"),
				Arguments.of(new OutOfMemoryError("unable to create native thread"), "to start more threads"),
				Arguments.of(new StackOverflowError(), "stack of this process overflowed"),
				Arguments.of(new UnsatisfiedLinkError("no zstd in java.library.path"), "(zstd-jni) cannot be loaded"),
				Arguments.of(noLibrary, "cannot be loaded: ExceptionInInitializerError: Cannot unpack"),
				Arguments.of(later, "No space left on device"),
				Arguments.of(new ExceptionInInitializerError(new IllegalStateException("no key")), "no key"),
				Arguments.of(new NoSuchMethodError("a.B.c()"), "has the wrong version"),
				Arguments.of(new AssertionError("x"), "The command failed: AssertionError: x"));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorOfTheProcessIsTwoLinesThatSayWhatItLacks(Throwable error, String message) {
		assertThat(Errors.report(error, this.output, false)).isEqualTo(1);
		assertThat(Errors.report(new IllegalStateException("Bean", error), this.output, false)).isEqualTo(1);
		assertThat(this.notices.toString().lines()).hasSize(4).element(2).asString().contains(message);
		assertThat(this.notices.toString()).contains(message).doesNotContain("cannot be started");
	}

	@Test
	void pathThatTheLocaleCannotRepresentIsBadInput() {
		Exception failure = new IllegalStateException("Bean",
				new InvalidPathException("/größe", "Malformed input or input contains unmappable characters"));
		assertThat(Errors.report(failure, this.output, false)).isEqualTo(2);
		assertThat(this.notices.toString()).contains("cannot represent the path '/größe'", "LC_ALL=C.UTF-8");
	}

	@Test
	void whatTheCharacterSetCannotRepresentIsEscaped() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		PrintWriter ascii = new PrintWriter(new StreamWriter(new PrintStream(bytes), StandardCharsets.US_ASCII), true);
		ascii.println("größe 😀");
		assertThat(bytes.toString(StandardCharsets.US_ASCII).strip()).isEqualTo("gr\\u00f6\\u00dfe \\ud83d\\ude00");
		bytes.reset();
		new PrintWriter(new StreamWriter(new PrintStream(bytes), StandardCharsets.UTF_8), true).println("größe 😀");
		assertThat(bytes.toString(StandardCharsets.UTF_8).strip()).isEqualTo("größe 😀");
	}

}
