package io.monarch.shell;

import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link WordsParser} and {@link ParsedCommand}.
 */
class WordsTests {

	private static final CommandSpec USAGE = CommandSpec.of("copy", Group.MIGRATIONS, "Copy", "copy a b")
		.argument("from", Completion.ENVIRONMENT)
		.argument("to", Completion.ENVIRONMENT)
		.options(new Flag("query-set", 'q', "name", "Which", false),
				new Flag("param", ' ', "name=value", "What", false).repeated(), CommandSpec.YES, CommandSpec.CONFIRM,
				CommandSpec.OUTPUT);

	@Test
	void optionsStandBeforeBetweenAndAfterArguments() {
		for (List<String> words : List.of(List.of("--yes", "-q", "x", "a", "b"),
				List.of("a", "--query-set=x", "b", "-y"), List.of("a", "b", "-q=x", "--yes"),
				List.of("--yes", "--query-set", "x", "--", "a", "b"))) {
			ParsedCommand command = parse(words);
			assertThat(command.words()).containsExactly("a", "b");
			assertThat(command.option(CommandSpec.QUERY_SET)).contains("x");
			assertThat(command.has(CommandSpec.YES)).isTrue();
		}
	}

	@Test
	void valuesArriveWhole() {
		for (String value : List.of("a b", "a=b=c", "\"quoted\" 'twice'", "x\\y", "ü 犬 😀", "", " ", "$HOME!",
				"a\nb")) {
			assertThat(parse(List.of("a", "b", "--query-set", value)).option(CommandSpec.QUERY_SET)).contains(value);
			assertThat(parse(List.of("a", "b", "--query-set=" + value)).option(CommandSpec.QUERY_SET)).contains(value);
			assertThat(parse(List.of("a", "b", "-q=" + value)).option(CommandSpec.QUERY_SET)).contains(value);
			assertThat(parse(List.of(value, "b")).word(0)).isEqualTo(value);
		}
	}

	@Test
	void wordsAfterTwoDashesAreArguments() {
		assertThat(parse(List.of("--", "--yes", "-q")).words()).containsExactly("--yes", "-q");
		assertThat(parse(List.of("a", "--", "--")).words()).containsExactly("a", "--");
		assertThat(parse(List.of("-", "b")).words()).containsExactly("-", "b");
	}

	@Test
	void repeatableOptionKeepsItsOrder() {
		assertThat(parse(List.of("--param", "n=2", "a", "--param=n=1", "b")).options(CommandSpec.PARAM))
			.containsExactly("n=2", "n=1");
	}

	@Test
	void nearestOptionIsNamedWhenUnknown() {
		assertThat(rejected("a", "b", "--confrim=x")).hasMessageContaining("has no option --confrim")
			.hasMessageContaining("Did you mean --confirm?");
		assertThat(rejected("a", "b", "-x")).hasMessageContaining("has no option -x");
		assertThat(rejected("a", "b", "-qx")).hasMessageContaining("has no option -qx");
		assertThat(rejected("a", "b", "---yes")).hasMessageContaining("---yes");
		assertThat(rejected("a", "b", "--=x")).hasMessageContaining("has no option --");
	}

	@Test
	void usageLineIsShownWhenArgumentsAreMissingOrTooMany() {
		assertThat(rejected()).hasMessage("'copy' needs <from>.");
		assertThat(rejected("a")).hasMessage("'copy' needs <to>.");
		assertThat(rejected("a", "b", "c")).hasMessageContaining("take the argument 'c'");
		assertThat(rejected("a").action()).contains("Usage: monarch copy <from> <to>");
	}

	@Test
	void optionIsRejectedWhenGivenTwice() {
		assertThat(rejected("a", "b", "--yes", "-y")).hasMessageContaining("--yes is given twice");
		assertThat(rejected("a", "b", "-q", "x", "--query-set=x")).hasMessageContaining("--query-set is given twice");
	}

	@Test
	void valueIsRejectedWhenMissingOrSuperfluous() {
		assertThat(rejected("a", "b", "--confirm")).hasMessageContaining("--confirm needs a value");
		assertThat(rejected("a", "b", "--confirm", "--yes")).hasMessageContaining("'--yes' looks like an option");
		assertThat(parse(List.of("a", "b", "--confirm=--yes")).option(CommandSpec.CONFIRM)).contains("--yes");
		assertThat(rejected("a", "b", "--yes=true")).hasMessageContaining("--yes takes no value");
	}

	@Test
	void outputIsTextOrJson() {
		assertThat(parse(List.of("a", "b")).isJson()).isFalse();
		assertThat(parse(List.of("a", "b", "--output", "text")).isJson()).isFalse();
		assertThat(parse(List.of("a", "b", "--output", "json")).isJson()).isTrue();
		assertThat(rejected("a", "b", "--output", "JSON")).hasMessageContaining("--output must be 'text' or 'json'");
	}

	@Test
	void requiredOptionIsEnforced() {
		CommandSpec usage = CommandSpec.of("mark", Group.MIGRATIONS, "Mark", "mark")
			.options(new Flag("as", ' ', "completed|new", "As", true));
		MonarchException failure = catchThrowableOfType(MonarchException.class,
				() -> ParsedCommand.of(usage, WordsParser.parse(usage, List.of())));
		assertThat(failure).hasMessageContaining("needs the option --as completed|new");
		assertThat(failure.action()).contains("mark --as completed|new");
	}

	@Test
	void helpNeedsNothingElse() {
		assertThat(parse(List.of("--help")).isHelp()).isTrue();
		assertThat(parse(List.of("a", "-h")).isHelp()).isTrue();
	}

	private static ParsedCommand parse(List<String> words) {
		return ParsedCommand.of(USAGE, WordsParser.parse(USAGE, words));
	}

	private static MonarchException rejected(String... words) {
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> parse(List.of(words)));
		assertThat(failure).isNotNull();
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		return failure;
	}

}
