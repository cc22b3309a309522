package io.monarch.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.safety.Confirmation;
import io.monarch.shell.CommandSpec.Argument;
import io.monarch.shell.CommandSpec.Flag;

import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ParsedInput;

/**
 * The arguments and options of a command, checked against its specification.
 */
final class ParsedCommand {

	private final List<String> words;

	private final Map<String, List<String>> options = new LinkedHashMap<>();

	private ParsedCommand(List<String> words) {
		this.words = words;
	}

	/**
	 * Check the input.
	 * @param usage the specification of the command
	 * @param input the result of {@link WordsParser}
	 * @throws MonarchException if something is missing, unknown or too much
	 */
	static ParsedCommand of(CommandSpec usage, ParsedInput input) {
		ParsedCommand command = new ParsedCommand(input.arguments().stream().map(CommandArgument::value).toList());
		for (CommandOption option : input.options()) {
			Flag flag = usage.option(String.valueOf(option.longName())).orElseThrow();
			String value = String.valueOf(option.value());
			List<String> values = command.options.computeIfAbsent(flag.name(), (name) -> new ArrayList<>());
			values.add(value);
			if (values.size() > 1 && !flag.repeatable()) {
				throw invalid("Option --" + flag.name() + " is given twice.", usage);
			}
		}
		if (!command.isHelp()) {
			command.check(usage);
		}
		return command;
	}

	private void check(CommandSpec usage) {
		List<Argument> arguments = usage.arguments(this::has);
		if (this.words.size() < arguments.size() && !arguments.get(this.words.size()).optional()) {
			throw invalid("'" + usage.name() + "' needs " + arguments.get(this.words.size()) + ".", usage);
		}
		boolean repeated = !arguments.isEmpty() && arguments.get(arguments.size() - 1).repeated();
		if (this.words.size() > arguments.size() && !repeated && arguments.size() == 1
				&& arguments.get(0).completion().isPair()) {
			requireOneWord(usage);
		}
		if (this.words.size() > arguments.size() && !repeated) {
			throw invalid(
					"'" + usage.name() + "' does not take the argument '" + this.words.get(arguments.size()) + "'.",
					usage);
		}
		for (Flag flag : usage.options()) {
			if (flag.required() && !this.options.containsKey(flag.name())) {
				throw invalid("'" + usage.name() + "' needs the option --" + flag.name() + " " + flag.value() + ".",
						usage);
			}
		}
		String output = option(CommandSpec.OUTPUT).orElse("text");
		if (!output.equals("json") && !output.equals("text")) {
			throw invalid("--output must be 'text' or 'json', not '" + output + "'.", usage);
		}
	}

	/**
	 * Refuse two words that are the halves of a pair with a missing or separate colon.
	 */
	private void requireOneWord(CommandSpec usage) {
		List<String> halves = this.words.stream()
			.map((word) -> word.replaceAll("^:+|:+$", ""))
			.filter((half) -> !half.isEmpty())
			.toList();
		if (halves.size() == 2 && halves.stream().noneMatch((half) -> half.contains(":"))) {
			throw invalid("'" + usage.name() + "' needs " + usage.arguments().get(0) + " as one word. Did you mean '"
					+ String.join(":", halves) + "'?", usage);
		}
	}

	static MonarchException invalid(String message, CommandSpec usage) {
		return new MonarchException(Kind.BAD_INPUT, message,
				"Usage: monarch " + usage.line() + ". See 'monarch help " + usage.name() + "'.");
	}

	/**
	 * Return the failure for an invalid value of an option.
	 * @param wanted the valid values
	 */
	static MonarchException invalidValue(Flag option, String value, String wanted) {
		return new MonarchException(Kind.BAD_INPUT,
				"--" + option.name() + " must be " + wanted + ", not '" + value + "'.", "Correct it.");
	}

	boolean isHelp() {
		return has(CommandSpec.HELP);
	}

	boolean isJson() {
		return option(CommandSpec.OUTPUT).filter("json"::equals).isPresent();
	}

	boolean has(Flag option) {
		return this.options.containsKey(option.name());
	}

	Optional<String> option(Flag option) {
		return options(option).stream().findFirst();
	}

	List<String> options(Flag option) {
		return this.options.getOrDefault(option.name(), List.of());
	}

	String word(int index) {
		return this.words.get(index);
	}

	List<String> words() {
		return this.words;
	}

	Confirmation confirmation() {
		return new Confirmation(has(CommandSpec.YES), option(CommandSpec.CONFIRM).orElse(null));
	}

}
