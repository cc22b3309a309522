package io.monarch.shell;

import java.util.List;
import java.util.Optional;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.shell.CommandSpec.Flag;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ParsedInput;

/**
 * Parses the words of a command line unchanged, so that a value may contain spaces,
 * quotes and {@code =}. Spring Shell's own parser would join and split them again.
 */
final class WordsParser {

	private final CommandSpec usage;

	private final List<String> words;

	private final ParsedInput.Builder input = ParsedInput.builder();

	private int next;

	private int arguments;

	private WordsParser(CommandSpec usage, List<String> words) {
		this.usage = usage;
		this.words = words;
	}

	/**
	 * Parse words.
	 * @param usage the specification of the command
	 * @param words the words after the command's name
	 * @return the options and arguments that were found
	 */
	static ParsedInput parse(CommandSpec usage, List<String> words) {
		return new WordsParser(usage, words).parse();
	}

	private ParsedInput parse() {
		this.input.commandName(this.usage.name());
		boolean onlyArguments = false;
		while (this.next < this.words.size()) {
			String word = this.words.get(this.next++);
			if (onlyArguments || !word.startsWith("-") || word.equals("-")) {
				this.input.addArgument(new CommandArgument(this.arguments++, word));
			}
			else if (word.equals("--")) {
				onlyArguments = true;
			}
			else if (word.startsWith("--")) {
				longOption(word.substring(2));
			}
			else {
				shortOption(word.substring(1));
			}
		}
		return this.input.build();
	}

	private void longOption(String text) {
		int equals = text.indexOf('=');
		String name = (equals < 0) ? text : text.substring(0, equals);
		Flag flag = this.usage.option(name).orElseThrow(() -> unknown("--" + name));
		add(flag, (equals < 0) ? null : text.substring(equals + 1));
	}

	private void shortOption(String text) {
		Optional<Flag> flag = this.usage.option(text.charAt(0));
		boolean alone = text.length() == 1;
		if (flag.isEmpty() || (!alone && text.charAt(1) != '=')) {
			throw unknown("-" + text);
		}
		add(flag.get(), alone ? null : text.substring(2));
	}

	private void add(Flag flag, @Nullable String value) {
		String given = value;
		if (flag.value() == null) {
			if (value != null) {
				throw ParsedCommand
					.invalid("Option --" + flag.name() + " takes no value, but was given '" + value + "'.", this.usage);
			}
			given = "true";
		}
		else if (value == null) {
			if (this.next == this.words.size()) {
				throw ParsedCommand.invalid("Option --" + flag.name() + " needs a value: " + flag.value() + ".",
						this.usage);
			}
			given = this.words.get(this.next++);
			if (given.startsWith("-") && given.length() > 1) {
				throw ParsedCommand.invalid("Option --" + flag.name() + " needs a value, and '" + given
						+ "' looks like an option; if it is the value, write --" + flag.name() + "=" + given + ".",
						this.usage);
			}
		}
		this.input.addOption(CommandOption.with()
			.longName(flag.name())
			.shortName(flag.shortName())
			.value(String.valueOf(given))
			.build());
	}

	private MonarchException unknown(String option) {
		List<String> known = this.usage.allOptions().stream().map((flag) -> "--" + flag.name()).toList();
		String nearest = NearestName.question(option, known).replace("'", "");
		return new MonarchException(Kind.BAD_INPUT,
				"'" + this.usage.name() + "' has no option " + option + "." + nearest,
				"See 'monarch help " + this.usage.name() + "'.");
	}

}
