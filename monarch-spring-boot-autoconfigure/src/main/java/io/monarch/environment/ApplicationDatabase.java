package io.monarch.environment;

import java.util.Collection;

import io.monarch.environment.MonarchException.Kind;

/**
 * Compares the database of the application's own environment with those that the
 * application's templates use.
 */
public final class ApplicationDatabase {

	private ApplicationDatabase() {
	}

	/**
	 * Check that an environment is the database that contains the application's data.
	 * @param environment the application's own environment
	 * @param template what kind of template it is
	 * @param databases the databases of the templates, as far as they are known
	 * @throws MonarchException if none of them is that of the environment: Monarch would
	 * back up, replace or migrate something other than the application's data
	 */
	public static void require(Environment environment, String template, Collection<String> databases) {
		if (databases.isEmpty() || databases.contains(environment.database())) {
			return;
		}
		String one = "The application's " + template + " is on database '";
		String several = "The application's beans of type " + template + " are on the databases '";
		throw new MonarchException(Kind.BAD_INPUT,
				((databases.size() == 1) ? one : several) + String.join("', '", databases)
						+ "', but its MongoDatabaseFactory, and with it environment " + environment.description()
						+ ", is on database '" + environment.database() + "'.",
				"Name one database in spring.mongodb.uri and make the template of the MongoDatabaseFactory bean, "
						+ "or set monarch.environment to one of monarch.environments. If migrations have run, "
						+ "copy the collection " + environment.historyCollection()
						+ " to that database first; otherwise, all of them run again.");
	}

}
