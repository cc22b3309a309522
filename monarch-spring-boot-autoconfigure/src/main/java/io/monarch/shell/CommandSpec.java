package io.monarch.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The specification of a command.
 *
 * @param name its name
 * @param group its group in the help
 * @param description its description, in one line
 * @param aliases its other names
 * @param arguments its arguments, in order; optional ones come last
 * @param options its options
 * @param example an example, without the words that start the program
 */
record CommandSpec(String name, Group group, String description, List<String> aliases, List<Argument> arguments,
		List<Flag> options, String example) {

	static final Flag HELP = new Flag("help", 'h', null, "Show help for the command", false);

	static final Flag QUIET = new Flag("quiet", ' ', null,
			"Show no progress, only results, questions, warnings and errors", false);

	static final Flag DEBUG = new Flag("debug", ' ', null, "Add the stack trace to an error", false);

	/** The options of every command. */
	static final List<Flag> COMMON = List.of(HELP, QUIET, DEBUG);

	static final Flag OUTPUT = new Flag("output", ' ', "text|json", "Print the result as text or as JSON", false);

	static final Flag STRICT = new Flag("strict", ' ', null, "Exit with code 6 if there are warnings", false);

	/** For commands whose output can exceed a window. */
	static final Flag NO_PAGER = new Flag("no-pager", ' ', null, "Do not page a long result", false);

	static final Flag IN_PLACE = new Flag("in-place", ' ', null,
			"Drop the old data before the new is written, for a disk that cannot hold both", false);

	static final Flag UNSHARDED = new Flag("unsharded", ' ', null,
			"Allow sharded collections of the target to become unsharded", false);

	static final Flag ALLOW_EMPTY = new Flag("allow-empty", ' ', null,
			"Accept a source that holds no documents of its own, which is otherwise refused", false);

	static final Flag IGNORE_FREE_SPACE = new Flag("ignore-free-space", ' ', null,
			"Start even if the new data does not seem to fit on the target's disk", false);

	static final Flag DATABASE = new Flag("database", ' ', "name", "Use this database of a dump that holds several",
			false);

	static final Flag QUERY_SET = new Flag("query-set", 'q', "name", "Use only the data that a query set " + "selects",
			false);

	static final Flag PARAM = new Flag("param", ' ', "name=value", "Set a parameter of the query set", false, true);

	static final Flag YES = new Flag("yes", 'y', null, "Confirm what will be lost", false);

	static final Flag ENVIRONMENT = new Flag("environment", ' ', "env", "Show only those of this environment", false);

	/** For commands that ask only for proof. */
	static final Flag YES_IN_VAIN = new Flag("yes", 'y', null,
			"Has no effect: it does not prove that a guarded environment is meant", false);

	static final Flag UNTIL = new Flag("until", ' ', "id", "Mark all migrations up to and including this one", false);

	static final Flag CONFIRM = new Flag("confirm", ' ', "environment",
			"Prove which guarded environment you mean, by its exact name; a terminal still asks its question", false);

	/** For commands that also take a pattern. */
	static final Flag CONFIRM_MANY = new Flag("confirm", ' ', "environment or number",
			"Prove which guarded environment you mean, by its exact name, or a pattern by its number of databases; "
					+ "a terminal still asks its question",
			false);

	static CommandSpec of(String name, Group group, String description, String example) {
		return new CommandSpec(name, group, description, List.of(), List.of(), List.of(), example);
	}

	CommandSpec aliases(String... names) {
		return new CommandSpec(this.name, this.group, this.description, List.of(names), this.arguments, this.options,
				this.example);
	}

	CommandSpec argument(String argument, Completion completion) {
		return with(new Argument(argument, completion, false, false));
	}

	/**
	 * Add an argument that one of some options replaces.
	 */
	CommandSpec argumentUnless(String argument, Completion completion, Flag... replacements) {
		return with(new Argument(argument, completion, false, false, List.of(replacements)));
	}

	/**
	 * Return the arguments that are needed with some options.
	 * @param given tells whether an option is given
	 */
	List<Argument> arguments(Predicate<Flag> given) {
		return this.arguments.stream()
			.filter((argument) -> argument.repeated() || argument.replacements().stream().noneMatch(given))
			.map((argument) -> argument.replacements().stream().anyMatch(given) ? argument.optionally() : argument)
			.toList();
	}

	CommandSpec optionalArgument(String argument, Completion completion) {
		return with(new Argument(argument, completion, false, true));
	}

	/**
	 * Add words that are optional with an option.
	 */
	CommandSpec wordsUnless(String argument, Flag replacement) {
		return with(new Argument(argument, Completion.NONE, true, false, List.of(replacement)));
	}

	CommandSpec words(String argument) {
		return with(new Argument(argument, Completion.NONE, true, false));
	}

	private CommandSpec with(Argument argument) {
		List<Argument> all = new ArrayList<>(this.arguments);
		all.add(argument);
		return new CommandSpec(this.name, this.group, this.description, this.aliases, List.copyOf(all), this.options,
				this.example);
	}

	CommandSpec options(Flag... flags) {
		return new CommandSpec(this.name, this.group, this.description, this.aliases, this.arguments,
				Stream.concat(this.options.stream(), Arrays.stream(flags)).toList(), this.example);
	}

	List<Flag> allOptions() {
		return Stream.concat(this.options.stream(), COMMON.stream()).toList();
	}

	Optional<Flag> option(String longName) {
		return allOptions().stream().filter((flag) -> flag.name().equals(longName)).findFirst();
	}

	Optional<Flag> option(char shortName) {
		return allOptions().stream().filter((flag) -> shortName != ' ' && flag.shortName() == shortName).findFirst();
	}

	/**
	 * Return the command with its arguments, as one would type it.
	 */
	String line() {
		StringBuilder line = new StringBuilder(this.name);
		this.arguments.forEach((argument) -> line.append(' ').append(argument));
		this.options.stream()
			.filter(Flag::required)
			.forEach((flag) -> line.append(" --").append(flag.name()).append(' ').append(flag.value()));
		return line.toString();
	}

	/**
	 * The groups of commands, in the order in which help shows them.
	 */
	enum Group {

		BEGIN("Get started"), ENVIRONMENTS("Environments"), MIGRATIONS("Migrations"), COPIES("Copies"),
		BACKUPS("Backups"), SHELL("The shell");

		private final String title;

		Group(String title) {
			this.title = title;
		}

		String title() {
			return this.title;
		}

	}

	/**
	 * The completions of arguments.
	 */
	enum Completion {

		NONE(""),

		ENVIRONMENT("an environment, as 'list-environments' shows it"),

		ENVIRONMENTS("an environment, as 'list-environments' shows it, or a pattern such as 'tenant-*'"),

		ENVIRONMENT_PAIR("two environments: the one that is read, and the one whose database is replaced"),

		MIGRATION("the id of a migration, as 'list-migrations' shows it, or the beginning of exactly one id"),

		BACKUP("a backup, as 'list-backups' shows it, the path of one, or 'latest'"),

		STORED_BACKUP("a backup, as 'list-backups' shows it"),

		BACKUP_AND_ENVIRONMENT("a backup, as 'list-backups' shows it, a path or 'latest', and the environment whose "
				+ "database it replaces"),

		SIDES("two sides: each is an environment or a backup, given by its name, a path or 'latest'"),

		SHELL("the shell: bash or zsh"),

		COMMAND("a command; without one, all are shown");

		private final String explanation;

		Completion(String explanation) {
			this.explanation = explanation;
		}

		/**
		 * Tell whether it is an environment, or ends with one after a colon.
		 */
		boolean isEnvironment() {
			return this == ENVIRONMENT || this == ENVIRONMENTS || isPair();
		}

		/**
		 * Tell whether it is two names with a colon between them.
		 */
		boolean isPair() {
			return this == ENVIRONMENT_PAIR || this == BACKUP_AND_ENVIRONMENT || this == SIDES;
		}

	}

	/**
	 * An argument of a command.
	 *
	 * @param name its name
	 * @param completion its completion
	 * @param repeated whether it is one word or more
	 * @param optional whether it is optional
	 * @param replacements the options that replace it
	 */
	record Argument(String name, Completion completion, boolean repeated, boolean optional, List<Flag> replacements) {

		Argument(String name, Completion completion, boolean repeated, boolean optional) {
			this(name, completion, repeated, optional, List.of());
		}

		private Argument optionally() {
			return new Argument(this.name, this.completion, this.repeated, true);
		}

		String explanation() {
			String explanation = this.repeated ? "its subject, in words that become its name"
					: this.completion.explanation;
			return explanation + (this.replacements.isEmpty() ? ""
					: (this.repeated ? "; can be left out with " : "; left out with ") + this.replacements.stream()
						.map((flag) -> "--" + flag.name())
						.collect(Collectors.joining(" or ")));
		}

		@Override
		public String toString() {
			return this.optional ? "[" + this.name + "]" : "<" + this.name + (this.repeated ? "...>" : ">");
		}

	}

	/**
	 * An option of a command.
	 *
	 * @param name its long name
	 * @param shortName its short name, or a space
	 * @param value the name of its value, or {@code null} if it has none
	 * @param description its description
	 * @param required whether it has to be given
	 * @param repeatable whether it can be given more than once
	 */
	record Flag(String name, char shortName, @Nullable String value, String description, boolean required,
			boolean repeatable) {

		Flag(String name, char shortName, @Nullable String value, String description, boolean required) {
			this(name, shortName, value, description, required, false);
		}

		Flag repeated() {
			return new Flag(this.name, this.shortName, this.value, this.description, this.required, true);
		}

		@Override
		public String toString() {
			return ((this.shortName != ' ') ? "-" + this.shortName + ", " : "    ") + "--" + this.name
					+ ((this.value != null) ? " " + this.value : "");
		}

	}

}
