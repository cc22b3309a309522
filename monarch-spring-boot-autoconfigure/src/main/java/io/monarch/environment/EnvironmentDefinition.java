package io.monarch.environment;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The definition of an environment by an {@link EnvironmentSource}: with its own URI, or
 * on the server of another environment. Definitions with the same connection settings
 * share one client, regardless of their databases.
 *
 * @param name its name: a letter or digit, then letters, digits, {@code _}, {@code -} and
 * {@code .}
 * @param uri a MongoDB URI, or {@code null} if it is on the server of another environment
 * @param server the configured environment whose connection it uses, or {@code null} if
 * it has a URI
 * @param database the name of its database, or {@code null} for that of the URI
 * @param protection its protection from the command line, or {@code null} for the default
 * that is derived from its name and hosts
 * @param sslBundle the SSL bundle with the trusted certificates, or {@code null}
 */
public record EnvironmentDefinition(String name, @Nullable String uri, @Nullable String server,
		@Nullable String database, @Nullable Protection protection, @Nullable String sslBundle) {

	/**
	 * Check that it has either a URI or a server.
	 */
	public EnvironmentDefinition {
		Objects.requireNonNull(name, "An environment needs a name");
		if ((uri == null) == (server == null)) {
			throw new IllegalArgumentException(
					"Environment '" + name + "' needs either a URI or the name of an environment on the same server");
		}
	}

	/**
	 * Define an environment by a URI.
	 * @param name its name
	 * @param uri a MongoDB URI. Include {@code authSource} if the databases differ:
	 * otherwise each of them has its own user, and therefore its own client
	 * @return the definition
	 */
	public static EnvironmentDefinition of(String name, String uri) {
		return new EnvironmentDefinition(name, Objects.requireNonNull(uri), null, null, null, null);
	}

	/**
	 * Define an environment as another database on the server of a configured one, or of
	 * the application itself, with the same user and client.
	 * @param name its name
	 * @param server the name of the configured environment, such as {@code application}
	 * @param database the name of its database
	 * @return the definition
	 */
	public static EnvironmentDefinition onServerOf(String server, String name, String database) {
		return new EnvironmentDefinition(name, null, Objects.requireNonNull(server), Objects.requireNonNull(database),
				null, null);
	}

	/**
	 * Return this definition with a database other than that of the URI.
	 * @param newDatabase the name of the database
	 * @return the definition
	 */
	public EnvironmentDefinition withDatabase(String newDatabase) {
		return new EnvironmentDefinition(this.name, this.uri, this.server, newDatabase, this.protection,
				this.sslBundle);
	}

	/**
	 * Return this definition with a protection.
	 * @param newProtection the protection
	 * @return the definition
	 */
	public EnvironmentDefinition withProtection(Protection newProtection) {
		return new EnvironmentDefinition(this.name, this.uri, this.server, this.database, newProtection,
				this.sslBundle);
	}

	/**
	 * Return this definition with an SSL bundle, which also encrypts the connection.
	 * @param newSslBundle the name of the bundle
	 * @return the definition
	 */
	public EnvironmentDefinition withSslBundle(String newSslBundle) {
		return new EnvironmentDefinition(this.name, this.uri, this.server, this.database, this.protection,
				newSslBundle);
	}

	/**
	 * Return the name alone, since the URI can hold a password.
	 */
	@Override
	public String toString() {
		return this.name;
	}

}
