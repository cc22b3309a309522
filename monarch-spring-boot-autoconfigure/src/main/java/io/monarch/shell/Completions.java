package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.shell.Usage.Argument;
import io.monarch.shell.Usage.Completion;

/**
 * What can be typed in the place of an argument.
 */
public final class Completions {

	private final Environments environments;

	private final MigrationRunner runner;

	public Completions(Environments environments, MigrationRunner runner) {
		this.environments = environments;
		this.runner = runner;
	}

	/**
	 * Return what fits the word that is being typed.
	 * @param usage how the command is used
	 * @param before the words between the command and the one being typed
	 * @param word the word being typed
	 */
	List<String> of(Usage usage, List<String> before, String word) {
		if (word.startsWith("-")) {
			return usage.allOptions()
				.stream()
				.map((flag) -> "--" + flag.name())
				.filter((option) -> !before.contains(option))
				.toList();
		}
		List<String> arguments = new ArrayList<>();
		for (int i = 0; i < before.size(); i++) {
			String candidate = before.get(i);
			if (!candidate.startsWith("-")) {
				arguments.add(candidate);
			}
			else if (takesNextWord(usage, candidate)) {
				if (i + 1 == before.size()) {
					return candidate.equals("--confirm") ? environments() : List.of();
				}
				i++;
			}
		}
		return (arguments.size() < usage.arguments().size()) ? of(usage.arguments().get(arguments.size())) : List.of();
	}

	private static boolean takesNextWord(Usage usage, String option) {
		return option.startsWith("--")
				&& usage.option(option.substring(2)).filter((flag) -> flag.value() != null).isPresent();
	}

	private List<String> of(Argument argument) {
		if (argument.completion() == Completion.ENVIRONMENT) {
			return environments();
		}
		return (argument.completion() == Completion.MIGRATION) ? this.runner.ids() : List.of();
	}

	private List<String> environments() {
		return this.environments.all().stream().map(Environment::name).toList();
	}

}
