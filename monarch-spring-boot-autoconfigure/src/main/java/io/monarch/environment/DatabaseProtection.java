package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * The protection of an environment's database: the strictest of all configured
 * environments that are the same database.
 *
 * @param protection the protection
 * @param reason why it differs from that of the environment itself, such as
 * {@code it is the same database as …}, or {@code null} if it does not
 * @param property the property that sets it
 */
public record DatabaseProtection(Protection protection, @Nullable String reason, String property) {

	/**
	 * Return the protection according to the configuration, without connecting to any
	 * server.
	 * @param environment the environment
	 * @param all all environments
	 * @return its protection
	 */
	public static DatabaseProtection configured(Environment environment, Collection<Environment> all) {
		return of(environment, List.of(), all);
	}

	/**
	 * Return the protection according to the configuration and the server. The members of
	 * its replica set count as hosts of the environment, since its own hosts may be a
	 * tunnel. The server is not queried if the configuration is already as strict as
	 * possible.
	 * @param environment the environment
	 * @param all all environments
	 * @return its protection
	 * @throws EnvironmentException if the server does not answer
	 */
	public static DatabaseProtection of(Environment environment, Collection<Environment> all) {
		DatabaseProtection configured = configured(environment, all);
		if (configured.protection() == Protection.READ_ONLY) {
			return configured;
		}
		try {
			return of(environment, ServerInfo.of(environment.mongoDatabase()).members(), all);
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Return the other environments that are the same database. One host in common is
	 * enough, since members of a replica set hold the same data. The relation is
	 * transitive.
	 * @param environment an environment
	 * @param all all environments
	 * @return those that are the same according to the configuration, ordered by name
	 */
	public static List<Environment> sameAs(Environment environment, Collection<Environment> all) {
		return same(environment, List.of(), all);
	}

	/**
	 * Group environments that are the same database.
	 * @param environments the environments
	 * @return groups of one or more, in the order of their first environments
	 */
	public static List<List<Environment>> grouped(Collection<Environment> environments) {
		Map<String, List<Environment>> byDatabase = new LinkedHashMap<>();
		environments
			.forEach((each) -> byDatabase.computeIfAbsent(each.database(), (unused) -> new ArrayList<>()).add(each));
		List<List<Environment>> groups = new ArrayList<>();
		for (List<Environment> candidates : byDatabase.values()) {
			List<Environment> left = new ArrayList<>(candidates);
			while (!left.isEmpty()) {
				Environment first = left.remove(0);
				List<Environment> same = new ArrayList<>(List.of(first));
				if (!left.isEmpty()) {
					same.addAll(sameAs(first, left));
					left.removeAll(same);
				}
				groups.add(List.copyOf(same));
			}
		}
		Map<Environment, Integer> places = new HashMap<>();
		environments.forEach((each) -> places.putIfAbsent(each, places.size()));
		groups.sort(Comparator.comparingInt((group) -> places.getOrDefault(group.get(0), 0)));
		return List.copyOf(groups);
	}

	private static DatabaseProtection of(Environment environment, List<String> members, Collection<Environment> all) {
		DatabaseProtection strictest = own(environment, members);
		for (Environment other : same(environment, members, all)) {
			if (!other.sharesApplicationClient() && other.protection().compareTo(strictest.protection()) > 0) {
				strictest = new DatabaseProtection(other.protection(),
						"it is the same database as environment " + other.description(), property(other));
			}
		}
		return strictest;
	}

	/**
	 * Return the other environments that are the same database. An environment that
	 * shares a host with one of them is the same as all of them.
	 */
	private static List<Environment> same(Environment environment, List<String> members, Collection<Environment> all) {
		List<String> hosts = new ArrayList<>(environment.hosts());
		hosts.addAll(members);
		List<Environment> left = new ArrayList<>(all);
		left.remove(environment);
		List<Environment> same = new ArrayList<>();
		for (boolean found = true; found;) {
			List<Environment> more = left.stream()
				.filter((other) -> isShared(environment.database(), hosts, other))
				.toList();
			found = !more.isEmpty();
			left.removeAll(more);
			same.addAll(more);
			more.forEach((other) -> hosts.addAll(other.hosts()));
		}
		same.sort(Comparator.comparing(Environment::name));
		return same;
	}

	private static DatabaseProtection own(Environment environment, List<String> members) {
		Protection protection = environment.protection();
		if (protection == Protection.OPEN && !environment.isProtectionConfigured()
				&& !members.stream().allMatch(DatabaseProtection::isThisMachine)) {
			return new DatabaseProtection(Protection.GUARDED,
					"its server is a member of the replica set " + String.join(",", members), property(environment));
		}
		return new DatabaseProtection(protection, null, property(environment));
	}

	private static String property(Environment environment) {
		return environment.protectionProperty();
	}

	private static boolean isThisMachine(String member) {
		String host = name(member);
		// A replica set that is initiated without a name is given that of the machine.
		return Loopback.matches(host) || host.equalsIgnoreCase(Operator.host());
	}

	private static boolean isShared(String database, List<String> hosts, Environment other) {
		return database.equals(other.database())
				&& other.hosts().stream().anyMatch((host) -> hosts.stream().anyMatch((each) -> isSame(each, host)));
	}

	private static boolean isSame(String left, String right) {
		return canonical(left).equals(canonical(right)) || isMemberOf(left, right) || isMemberOf(right, left);
	}

	private static String canonical(String host) {
		if (host.startsWith("/")) { // a socket, which is named after the port
			String port = host.replaceFirst(".*mongodb-(\\d+)\\.sock.*", "$1");
			return "localhost:" + (port.equals(host) ? ServerAddress.defaultPort() : port);
		}
		String name = name(host);
		String port = (withoutPort(host).length() < host.length()) ? host.substring(host.lastIndexOf(':'))
				: ":" + ServerAddress.defaultPort();
		return (Loopback.matches(name) ? "localhost" : name) + port;
	}

	/**
	 * Return a host as it is compared: without its port (only a {@code mongodb+srv} name
	 * has none), in lower case, without the trailing dot, and an IPv6 address in its full
	 * form.
	 */
	private static String name(String host) {
		String name = withoutPort(host).toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
		String literal = (name.startsWith("[") && name.endsWith("]")) ? name.substring(1, name.length() - 1) : name;
		return Loopback.address(literal);
	}

	private static String withoutPort(String host) {
		return host.replaceFirst(":\\d+$", "");
	}

	/**
	 * Tell whether a host has the form of a MongoDB Atlas member of the cluster that a
	 * {@code mongodb+srv} URI names. Resolving the name would require the network.
	 */
	private static boolean isMemberOf(String host, String cluster) {
		int dot = cluster.indexOf('.');
		if (dot <= 0) {
			return false;
		}
		String name = name(host);
		return name.startsWith(cluster.substring(0, dot).toLowerCase(Locale.ROOT) + "-shard-")
				&& name.endsWith(name(cluster).substring(dot));
	}

}
