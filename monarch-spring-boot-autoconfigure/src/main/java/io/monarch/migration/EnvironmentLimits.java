package io.monarch.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.monarch.environment.Environment;
import io.monarch.environment.Glob;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The migrations that are limited to environments by name. With a name that no deployment
 * has, they would silently never run.
 */
final class EnvironmentLimits {

	private final List<MigrationDefinition> definitions;

	EnvironmentLimits(List<MigrationDefinition> definitions) {
		this.definitions = definitions;
	}

	/**
	 * Check that the names that a migration is limited to are valid names of
	 * environments.
	 */
	static void check(MigrationDefinition definition, String typeName) {
		for (String name : definition.environments()) {
			if (!Glob.isNameOrGlob(name)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Migration '" + definition.id() + "' (" + typeName + ") is for the environment '" + name
								+ "', but no environment can have this name.",
						"Correct 'environments' of its @Migration: a name begins with a letter or digit, followed "
								+ "by letters, digits, '_', '-' and '.'. In a pattern, '*' matches any text and '?' "
								+ "one character.");
			}
		}
	}

	/**
	 * Return the names of the environments of each migration that is not for this
	 * environment.
	 */
	Map<String, List<String>> leftOut(Environment environment) {
		Map<String, List<String>> leftOut = new LinkedHashMap<>();
		this.definitions.stream()
			.filter((definition) -> !definition.appliesTo(environment.name()))
			.forEach((definition) -> leftOut.put(definition.id(), definition.environments()));
		return leftOut;
	}

	/**
	 * Return the warnings for the migration of an environment. Migrations for other
	 * environments are normal, but with the default name they are probably excluded by
	 * mistake.
	 */
	List<String> warnings(Environment environment) {
		List<String> warnings = new ArrayList<>();
		String name = environment.name();
		if (environment.isApplication() && name.equals(Environment.DEFAULT_NAME)) {
			add(warnings, leftOut(environment), (names) -> true, " not run: this environment has the default name '"
					+ name + "'. Set monarch.environment to the name of this deployment's environment.");
		}
		else {
			add(warnings, leftOut(environment), (names) -> names.stream().anyMatch(name::equalsIgnoreCase),
					" not run: this environment is '" + name + "', and names are compared exactly.");
		}
		return warnings;
	}

	private static void add(List<String> warnings, Map<String, List<String>> leftOut, Predicate<List<String>> affected,
			String why) {
		List<String> ids = leftOut.entrySet()
			.stream()
			.filter((entry) -> affected.test(entry.getValue()))
			.map((entry) -> "'" + entry.getKey() + "' (for " + String.join(", ", entry.getValue()) + ")")
			.toList();
		if (!ids.isEmpty()) {
			String which = (ids.size() == 1) ? "Migration " + ids.get(0) + " is"
					: "The migrations " + String.join(", ", ids) + " are";
			warnings.add(which + why);
		}
	}

}
