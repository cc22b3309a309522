package io.monarch.environment;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;

import com.mongodb.ServerAddress;

/**
 * The protection of an environment against changes from the command line.
 */
public enum Protection {

	/** Can be changed. An action that loses data requires one confirmation. */
	OPEN,

	/** Can be changed with a proof that it is meant. */
	GUARDED,

	/** Is never changed. */
	READ_ONLY;

	private static final Set<String> PRODUCTION = Set.of("prod", "production");

	/**
	 * Return the name as used in the configuration and in messages.
	 * @return the name in kebab-case
	 */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Return the default protection of an environment: open only if every host is a
	 * loopback address and the name is not that of production.
	 */
	static Protection byDefault(String environment, Collection<ServerAddress> hosts) {
		if (PRODUCTION.contains(environment.toLowerCase(Locale.ROOT))) {
			return GUARDED;
		}
		boolean local = !hosts.isEmpty() && hosts.stream().allMatch((host) -> Loopback.matches(host.getHost()));
		return local ? OPEN : GUARDED;
	}

}
