package io.monarch.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.monarch.environment.Environment;
import io.monarch.queryset.QuerySetDescription;
import io.monarch.shell.CommandSpec.Argument;
import io.monarch.shell.CommandSpec.Flag;

/**
 * Completes arguments and options.
 */
final class Completions {

	private final Services services;

	Completions(Services services) {
		this.services = services;
	}

	/**
	 * Tell whether a word is complete, so that a space can follow it.
	 */
	static boolean isComplete(String word) {
		return !word.endsWith(":");
	}

	/**
	 * Return the completions of the word that is being typed.
	 * @param usage the command
	 * @param before the words between the command and the one being typed
	 * @param word the word being typed
	 */
	List<String> of(CommandSpec usage, List<String> before, String word) {
		if (!before.contains("--") && word.startsWith("-")) {
			return options(usage, before, word);
		}
		int arguments = 0;
		boolean optionsEnded = false;
		for (int i = 0; i < before.size(); i++) {
			String candidate = before.get(i);
			Optional<Flag> flag = optionsEnded ? Optional.empty() : takesNextWord(usage, candidate);
			if (flag.isPresent()) {
				i++;
				if (i == before.size()) {
					return values(flag.get());
				}
			}
			else if (!optionsEnded && candidate.equals("--")) {
				optionsEnded = true;
			}
			else if (optionsEnded || !candidate.startsWith("-")) {
				arguments++;
			}
		}
		List<Argument> needed = usage.arguments((option) -> before.stream().anyMatch((other) -> names(option, other)));
		return (arguments < needed.size()) ? of(needed.get(arguments), word) : List.of();
	}

	private List<String> options(CommandSpec usage, List<String> before, String word) {
		int equals = word.indexOf('=');
		if (equals > 0) {
			String begun = word.substring(0, equals);
			return usage.allOptions()
				.stream()
				.filter((flag) -> names(flag, begun))
				.flatMap((flag) -> values(flag).stream())
				.map((value) -> begun + "=" + value)
				.toList();
		}
		return usage.allOptions()
			.stream()
			.filter((flag) -> flag.repeatable() || before.stream().noneMatch((other) -> names(flag, other)))
			.map((flag) -> "--" + flag.name())
			.toList();
	}

	private static boolean names(Flag flag, String word) {
		return word.equals("--" + flag.name()) || word.startsWith("--" + flag.name() + "=")
				|| (flag.shortName() != ' ' && word.equals("-" + flag.shortName()));
	}

	private static Optional<Flag> takesNextWord(CommandSpec usage, String word) {
		return usage.allOptions()
			.stream()
			.filter((flag) -> flag.value() != null && !word.contains("=") && names(flag, word))
			.findFirst();
	}

	/**
	 * Return the known values of an option.
	 */
	List<String> values(Flag flag) {
		if (isEnvironment(flag)) {
			return environments();
		}
		if (flag.equals(CommandSpec.QUERY_SET)) {
			return querySets();
		}
		if (flag.equals(CommandSpec.UNTIL)) {
			return migrations();
		}
		String value = String.valueOf(flag.value());
		return value.contains("|") ? List.of(value.split("\\|")) : List.of();
	}

	/**
	 * Tell whether the value of an option is an environment.
	 */
	static boolean isEnvironment(Flag flag) {
		return flag.name().equals(CommandSpec.CONFIRM.name()) || "env".equals(flag.value());
	}

	private List<String> of(Argument argument, String word) {
		return switch (argument.completion()) {
			case ENVIRONMENT, ENVIRONMENTS -> environments();
			case ENVIRONMENT_PAIR -> pairs(environments(), word);
			case MIGRATION -> migrations();
			case BACKUP -> backupsAndLatest(word);
			case STORED_BACKUP -> backups();
			case BACKUP_AND_ENVIRONMENT -> pairs(backupsAndLatest(word), word);
			case SIDES -> sides(word);
			case SHELL -> CompletionScript.SHELLS;
			case NONE, COMMAND -> List.of();
		};
	}

	/**
	 * Both halves of {@code first:environment}.
	 */
	private List<String> pairs(List<String> first, String word) {
		int colon = word.lastIndexOf(':');
		if (colon < 0) {
			return first.stream().map((name) -> name + ":").toList();
		}
		String begun = word.substring(0, colon);
		return environments().stream().filter((name) -> !name.equals(begun)).map((name) -> begun + ":" + name).toList();
	}

	/**
	 * Both halves of {@code first:second}, each an environment or a backup.
	 */
	private List<String> sides(String word) {
		int colon = word.lastIndexOf(':');
		List<String> all = Stream.concat(environments().stream(), backupsAndLatest(word.substring(colon + 1)).stream())
			.distinct()
			.toList();
		if (colon < 0) {
			return all.stream().map((name) -> name + ":").toList();
		}
		String begun = word.substring(0, colon);
		return all.stream().filter((name) -> !name.equals(begun)).map((name) -> begun + ":" + name).toList();
	}

	List<String> querySets() {
		return known(() -> this.services.querySets().get().list().stream().map(QuerySetDescription::name).toList());
	}

	List<String> migrations() {
		return known(() -> this.services.migrations().get().ids());
	}

	List<String> environments() {
		return known(() -> this.services.environments().get().all().stream().map(Environment::name).toList());
	}

	private List<String> backups() {
		return known(() -> this.services.backups().get().names());
	}

	/**
	 * Return the backups and the words for the newest one, which are many if there are
	 * many environments. So those with an environment are left out until they are begun.
	 */
	private List<String> backupsAndLatest(String word) {
		List<String> names = backups();
		if (names.isEmpty()) {
			return names;
		}
		Stream<String> latest = word.startsWith(BackupName.LATEST + "@")
				? environments().stream().map((environment) -> BackupName.LATEST + "@" + environment)
				: Stream.of(BackupName.LATEST);
		return Stream.concat(names.stream(), latest).toList();
	}

	/**
	 * Ignore an invalid configuration, which must not disturb typing. The command reports
	 * it.
	 */
	private static List<String> known(Supplier<List<String>> names) {
		try {
			return names.get();
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

}
