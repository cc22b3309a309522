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
 * Reads the hosts and database of an environment with an invalid configuration as far as
 * possible, so that its protection still applies to others that are the same database. An
 * unescaped password can make any part of a URI look like another, so only the text after
 * the last {@code @} is used, and only parts that look like a host.
 */
final class UnusableEnvironment {

	private static final Pattern HOST = Pattern.compile("(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?|/.+\\.sock",
			Pattern.UNICODE_CHARACTER_CLASS);

	private UnusableEnvironment() {
	}

	/**
	 * Return its name, hosts, database and protection.
	 * @return the settings, only for comparisons, or {@code null} if hosts or the
	 * database cannot be read
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
