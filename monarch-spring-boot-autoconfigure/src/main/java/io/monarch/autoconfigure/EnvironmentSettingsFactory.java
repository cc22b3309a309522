package io.monarch.autoconfigure;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.BiConsumer;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import com.mongodb.spi.dns.DnsClient;
import io.monarch.environment.Causes;
import io.monarch.environment.ControlCharacters;
import io.monarch.environment.DatabaseNames;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.ReservedDatabases;
import io.monarch.environment.Secrets;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Creates client settings from the properties of an environment. Problems are reported
 * with the name of the property, and never with the value of one that may contain a
 * password.
 */
final class EnvironmentSettingsFactory {

	private static final String ESCAPING = "In a URI, write the characters @ : / and % of a user or password as "
			+ "%40 %3A %2F and %25, or use the properties hosts, username and password instead.";

	/** Resolves nothing, for reading only the configured settings. */
	private static final DnsClient NO_DNS = (name, type) -> List.of();

	private final @Nullable SslBundles sslBundles;

	private final UuidRepresentation uuidRepresentation;

	private final BiConsumer<String, MongoClientSettings.Builder> customizer;

	/**
	 * Create a factory.
	 * @param customizer called with the name of an environment and its client settings
	 * before they are used
	 */
	EnvironmentSettingsFactory(@Nullable SslBundles sslBundles, UuidRepresentation uuidRepresentation,
			BiConsumer<String, MongoClientSettings.Builder> customizer) {
		this.sslBundles = sslBundles;
		this.uuidRepresentation = uuidRepresentation;
		this.customizer = customizer;
	}

	/**
	 * Create the settings of an environment.
	 * @param place the place of its definition
	 * @throws InvalidConfigurationException if its definition is invalid
	 */
	EnvironmentSettings create(EnvironmentPlace place, EnvironmentProperties properties) {
		requireName(place.subject(), place.name());
		boolean hasUri = StringUtils.hasText(properties.getUri());
		if (hasUri == !properties.getHosts().isEmpty()) {
			throw hasUri
					? invalid(place.subject(), "has both a uri and hosts",
							"Remove one of " + place.part("uri") + " and " + place.part("hosts") + ".")
					: invalid(place.subject(), "needs either uri or hosts", "Set " + place.part("uri") + ", or "
							+ place.part("hosts") + " and " + place.part("database") + ".");
		}
		MongoClientSettings.Builder client = MongoClientSettings.builder();
		String database = apply(place, properties, client, NO_DNS);
		EnvironmentProperties.Ssl ssl = properties.getSsl();
		MongoClientSettings known = client.build();
		return new EnvironmentSettings(place.name(), known, database, properties.getProtection(),
				() -> complete(place, properties), new Connection(known, ssl.isEnabled(), ssl.getBundle()),
				place.source());
	}

	/**
	 * Create the complete settings, including parts that are needed only when the
	 * environment is used and may not be available before: DNS records and certificates.
	 */
	private MongoClientSettings complete(EnvironmentPlace place, EnvironmentProperties properties) {
		MongoClientSettings.Builder client = MongoClientSettings.builder().uuidRepresentation(this.uuidRepresentation);
		String unused = apply(place, properties, client, null);
		requireBundle(place, properties.getSsl());
		if (properties.getSsl().isEnabled()) {
			applySsl(place, properties.getSsl().getBundle(), client);
		}
		this.customizer.accept(place.name(), client);
		return client.build();
	}

	private static String apply(EnvironmentPlace place, EnvironmentProperties properties,
			MongoClientSettings.Builder client, @Nullable DnsClient dns) {
		return StringUtils.hasText(properties.getUri()) ? applyUri(place, properties, client, dns)
				: applyParts(place, properties, client);
	}

	/**
	 * Check that the name of an environment is valid.
	 * @param property the property that contains it
	 * @param name the name
	 */
	static void requireName(String property, String name) {
		if (!Environment.isName(name)) {
			throw invalid(property, "is not a name for an environment",
					"Begin with a letter or digit, followed by letters, digits, '_', '-' and '.'.");
		}
	}

	private static String applyUri(EnvironmentPlace place, EnvironmentProperties properties,
			MongoClientSettings.Builder client, @Nullable DnsClient dns) {
		rejectBesideUri(place, "username", properties.getUsername() != null);
		rejectBesideUri(place, "password", properties.getPassword() != null);
		rejectBesideUri(place, "authentication-database", properties.getAuthenticationDatabase() != null);
		rejectBesideUri(place, "replica-set-name", properties.getReplicaSetName() != null);
		String uri = String.valueOf(properties.getUri()).strip();
		ConnectionString connectionString = parse(place.subject("uri"), uri, dns);
		client.applyConnectionString(connectionString);
		if (connectionString.getCollection() != null && !StringUtils.hasText(properties.getDatabase())) {
			// The driver interprets the text after a dot as a collection.
			return database(place, connectionString.getDatabase() + "." + connectionString.getCollection());
		}
		return database(place, StringUtils.hasText(properties.getDatabase()) ? properties.getDatabase()
				: connectionString.getDatabase());
	}

	private static void rejectBesideUri(EnvironmentPlace place, String property, boolean present) {
		if (present) {
			throw invalid(place.subject(), "has both a uri and a " + property,
					"Put it into the URI, or replace the URI with hosts, username and password.");
		}
	}

	/**
	 * Check the URI of the application itself.
	 * @param property the property that contains it
	 * @param application the connection details of the application
	 */
	static void check(String property, MongoConnectionDetails application) {
		try {
			ConnectionString connectionString = application.getConnectionString();
			Secrets.learn(connectionString.getCredential());
			requireUser(property, connectionString);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, "is not a valid MongoDB URI", ESCAPING);
		}
		catch (IllegalStateException ex) {
			// The connection of a container is not known before its start.
		}
	}

	/**
	 * Require a user. If a password contains a slash, the text before it can be parsed as
	 * a host and the text after it as a database.
	 */
	private static ConnectionString requireUser(String property, ConnectionString connectionString) {
		String uri = connectionString.getConnectionString();
		int at = uri.indexOf('@');
		if (at >= 0 && connectionString.getUsername() == null && at < endOfAuthority(uri)) {
			throw invalid(property, "is not a valid MongoDB URI", ESCAPING);
		}
		return connectionString;
	}

	private static ConnectionString parse(String property, String uri, @Nullable DnsClient dns) {
		boolean hasUserInfo = uri.contains("@");
		try {
			return requireUser(property, new ConnectionString(uri, dns));
		}
		catch (IllegalArgumentException ex) {
			// The driver's message, and so the cause, can quote parts of the password.
			throw hasUserInfo ? invalid(property, "is not a valid MongoDB URI", ESCAPING) : invalid(property,
					"is not a valid MongoDB URI: " + ex.getMessage(), "Its form is mongodb://host:port/database.");
		}
	}

	private static int endOfAuthority(String uri) {
		int options = uri.indexOf('?');
		return (options < 0) ? uri.length() : options;
	}

	private static String applyParts(EnvironmentPlace place, EnvironmentProperties properties,
			MongoClientSettings.Builder client) {
		List<ServerAddress> hosts = properties.getHosts().stream().map((host) -> address(place, host)).toList();
		String database = database(place, properties.getDatabase());
		client.applyToClusterSettings((cluster) -> {
			cluster.hosts(hosts);
			if (properties.getReplicaSetName() != null) {
				cluster.requiredReplicaSetName(properties.getReplicaSetName());
			}
		});
		if (properties.getUsername() != null) {
			char[] password = properties.getPassword();
			if (password == null) {
				throw invalid(place.subject(), "has a username but no password", "Set " + place.part("password") + ".");
			}
			String source = (properties.getAuthenticationDatabase() != null) ? properties.getAuthenticationDatabase()
					: database;
			client.credential(MongoCredential.createCredential(properties.getUsername(), source, password));
		}
		else if (properties.getPassword() != null) {
			throw invalid(place.subject(), "has a password but no username", "Set " + place.part("username") + ".");
		}
		return database;
	}

	private static ServerAddress address(EnvironmentPlace place, String host) {
		if (host.contains("@") || host.contains("/")) {
			throw invalid(place.subject("hosts"), "holds more than hosts and ports",
					"Write each as host or host:port; put a URI into " + place.part("uri") + ".");
		}
		try {
			return new ServerAddress(host.strip());
		}
		catch (RuntimeException ex) {
			throw invalid(place.subject("hosts"), "holds '" + host + "', which is not a host",
					"Write host or host:port.");
		}
	}

	/**
	 * Check the name of a database.
	 * @param place the place of its environment
	 * @param database the name, or {@code null}
	 * @return the name
	 */
	static String database(EnvironmentPlace place, @Nullable String database) {
		if (!StringUtils.hasText(database)) {
			throw invalid(place.subject(), "names no database",
					"Set " + place.part("database") + ", or end the URI with /<database>.");
		}
		if (database.indexOf('\ufffd') >= 0) { // the JVM's replacement for bytes that //
												// it cannot decode
			throw invalid(place.subject(), "has a database whose name the locale of this process cannot represent",
					"Set the environment variable LC_ALL=C.UTF-8, or write the name into a file in UTF-8.");
		}
		if (ReservedDatabases.contains(database)) {
			throw invalid(place.subject(), "has the database '" + database + "', which is reserved for the server",
					"Set " + place.part("database") + ", or end the URI with /<database>. Set the database of the "
							+ "user with authSource in a URI, or " + place.part("authentication-database") + ".");
		}
		String problem = DatabaseNames.problem(database);
		if (problem != null) {
			throw invalid(
					place.subject(), "has the database '" + ControlCharacters.escape(database)
							+ "', which is not a valid name: " + problem,
					"Correct " + place.part("database") + " or the URI.");
		}
		return database;
	}

	private void requireBundle(EnvironmentPlace place, EnvironmentProperties.Ssl ssl) {
		String name = ssl.getBundle();
		if (ssl.isEnabled() && name != null
				&& (this.sslBundles == null || !this.sslBundles.getBundleNames().contains(name))) {
			throw unusableBundle(place, name, "there is no such bundle in this application");
		}
	}

	private static InvalidConfigurationException unusableBundle(EnvironmentPlace place, @Nullable String name,
			String why) {
		return invalid(place.subject("ssl.bundle"), "names the SSL bundle '" + name + "', which cannot be used: " + why,
				"Correct spring.ssl.bundle.*." + name + " or the name.");
	}

	private void applySsl(EnvironmentPlace place, @Nullable String name, MongoClientSettings.Builder client) {
		try {
			SslBundle bundle = (name != null) ? bundle(name) : SslBundle.systemDefault();
			client.applyToSslSettings((ssl) -> ssl.enabled(true).context(bundle.createSslContext()));
		}
		catch (RuntimeException ex) {
			throw unusableBundle(place, name, reason(Causes.root(ex)));
		}
	}

	private static String reason(Throwable failure) {
		return (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException)
				? "the file '" + failure.getMessage() + "' cannot be read" : String.valueOf(failure.getMessage());
	}

	private SslBundle bundle(String name) {
		if (this.sslBundles == null) {
			throw new IllegalStateException("there are no SSL bundles in this application");
		}
		return this.sslBundles.getBundle(name);
	}

	private static InvalidConfigurationException invalid(String property, String what, String action) {
		return new InvalidConfigurationException(property + " " + what + ".", action);
	}

	/**
	 * The part of the settings that is equal for environments that can share a client.
	 *
	 * @param client the configured client settings, without the database
	 * @param encrypted whether the connection is encrypted with a bundle
	 * @param bundle the name of the SSL bundle, or {@code null}
	 */
	private record Connection(MongoClientSettings client, boolean encrypted, @Nullable String bundle) {

	}

}
