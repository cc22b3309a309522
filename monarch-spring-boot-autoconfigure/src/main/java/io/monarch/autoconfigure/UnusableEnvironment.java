package io.monarch.autoconfigure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.UnixServerAddress;
import io.monarch.environment.DatabaseNames;
import io.monarch.environment.EnvironmentSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Reads of an environment whose configuration is wrong what can be read of it: hosts and
 * database, so that its protection still counts for others that are the same database. A
 * password that is not escaped can make any part of a URI look like another, so that only
 * what is behind the last {@code @} is taken, and of that only what looks like a host.
 */
final class UnusableEnvironment {

	private static final Pattern HOST = Pattern.compile("(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?|/.+\\.sock",
			Pattern.UNICODE_CHARACTER_CLASS);

	private UnusableEnvironment() {
	}

	/**
	 * Return its name, hosts, database and protection.
	 * @return the settings, which are for comparisons alone, or {@code null} where hosts
	 * or the database cannot be read
	 */
	static @Nullable EnvironmentSettings read(String name, EnvironmentProperties properties) {
		List<String> hosts = new ArrayList<>(properties.getHosts());
		String database = properties.getDatabase();
		if (StringUtils.hasText(properties.getUri())) {
			String uri = properties.getUri().strip();
			String rest = uri.substring(uri.lastIndexOf('@') + 1)
				.replaceFirst("^[\\w+.-]*:?//", "")
				.replaceFirst("\\?.*", "");
			String[] parts = rest.split("/", 2);
			hosts.addAll(List.of(parts[0].split(",")));
			if (!StringUtils.hasText(database) && parts.length > 1) {
				database = decode(parts[1]);
			}
		}
		List<ServerAddress> addresses = hosts.stream()
			.map(UnusableEnvironment::decode)
			.filter((host) -> HOST.matcher(host).matches())
			.map(UnusableEnvironment::address)
			.flatMap(List::stream)
			.toList();
		if (addresses.isEmpty() || !StringUtils.hasText(database) || DatabaseNames.problem(database) != null) {
			return null;
		}
		return new EnvironmentSettings(name,
				MongoClientSettings.builder().applyToClusterSettings((cluster) -> cluster.hosts(addresses)).build(),
				database, properties.getProtection());
	}

	private static String decode(String text) {
		try {
			return URLDecoder.decode(text.strip().replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return text.strip();
		}
	}

	private static List<ServerAddress> address(String host) {
		try {
			return List.of(host.startsWith("/") ? new UnixServerAddress(host) : new ServerAddress(host));
		}
		catch (RuntimeException ex) { // such as a port that is none
			return List.of();
		}
	}

}
