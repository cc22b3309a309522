package io.monarch.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Detects names of environments that Spring Boot cannot distinguish in properties and
 * environment variables, where only letters and digits count. Two such environments would
 * get each other's properties, and so each other's databases.
 */
final class AmbiguousNames {

	private AmbiguousNames() {
	}

	/**
	 * Return a key that is the same for all names that cannot be distinguished.
	 */
	static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
	}

	/**
	 * Refuse a name that cannot be distinguished from another one.
	 * @throws InvalidConfigurationException if there is one
	 */
	static void refuse(String name, Collection<String> all) {
		List<String> same = all.stream().filter((each) -> uniform(each).equals(uniform(name))).sorted().toList();
		if (same.size() > 1) {
			throw new InvalidConfigurationException("The environments "
					+ same.stream().map((each) -> "'" + each + "'").collect(Collectors.joining(" and "))
					+ " have names that differ only in case, '-', '_' or '.'. Spring Boot cannot distinguish their "
					+ "properties and environment variables, so one would get the database of the other.",
					"Rename one of them in monarch.environments.");
		}
	}

}
