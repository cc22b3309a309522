package io.monarch.environment;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

import com.mongodb.ServerAddress;

/**
 * How an environment is protected against being changed from the command line.
 */
public enum Protection {

	/** Can be changed; what loses data is asked for once. */
	OPEN,

	/** Can be changed with a confirmation that names it. */
	GUARDED,

	/** Is never changed. */
	READ_ONLY;

	private static final Set<String> PRODUCTION = Set.of("prod", "production");

	/**
	 * Return the name as it is written in configuration and shown.
	 * @return the name in kebab-case
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return the protection of an environment that says nothing about it: open only where
	 * every host is a loopback address and the name is not that of production.
	 */
	static Protection byDefault(String environment, Collection<ServerAddress> hosts) {
		if (PRODUCTION.contains(environment.toLowerCase(Locale.ROOT))) {
			return GUARDED;
		}
		boolean local = !hosts.isEmpty() && hosts.stream().allMatch((host) -> Loopback.matches(host.getHost()));
		return local ? OPEN : GUARDED;
	}

}
