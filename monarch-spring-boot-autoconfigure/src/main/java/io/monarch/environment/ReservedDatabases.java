package io.monarch.environment;

import java.util.Locale;
import java.util.Set;

import io.monarch.environment.MonarchException.Kind;

/**
 * The databases that are reserved for the server. They cannot be an environment: a copy
 * would include users and settings of the server, and a replacement would destroy the
 * server.
 */
public final class ReservedDatabases {

	private static final Set<String> NAMES = Set.of("admin", "local", "config");

	private ReservedDatabases() {
	}

	/**
	 * Tell whether a database is one of the server's own. The comparison ignores case,
	 * since servers reject two names that differ only in case.
	 * @param database the name of the database
	 * @return whether it is {@code admin}, {@code local} or {@code config}
	 */
	public static boolean contains(String database) {
		return NAMES.contains(database.toLowerCase(Locale.ROOT));
	}

	/**
	 * Refuse the database of an environment if it is one of the server's own or has an
	 * invalid name.
	 */
	static void refuse(Environment environment) {
		String problem = DatabaseNames.problem(environment.database());
		if (problem != null) {
			throw new MonarchException(
					Kind.BAD_INPUT, "Environment " + environment.description() + " has the database '"
							+ environment.database() + "', which is not a valid name: " + problem + ".",
					"Correct the name of the database.");
		}
		if (contains(environment.database())) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Environment " + environment.description() + " has the database '" + environment.database()
							+ "', which is reserved for the server.",
					"End the URI with /<database>. If this is the database of the user, set " + "authSource="
							+ environment.database() + ".");
		}
	}

}
