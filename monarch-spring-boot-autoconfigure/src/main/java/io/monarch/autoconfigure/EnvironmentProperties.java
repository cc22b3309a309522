package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Protection;
import org.jspecify.annotations.Nullable;

/**
 * The properties of an environment: a URI, or its parts.
 */
public class EnvironmentProperties {

	/**
	 * MongoDB URI. Cannot be set together with hosts, username, password, authentication
	 * database and replica set name.
	 */
	private @Nullable String uri;

	/**
	 * Hosts as 'host' or 'host:port'. Cannot be set with URI.
	 */
	private List<String> hosts = new ArrayList<>();

	/**
	 * Name of the database. Overrides the one of the URI.
	 */
	private @Nullable String database;

	/**
	 * Login user of the server. Cannot be set with URI.
	 */
	private @Nullable String username;

	/**
	 * Login password of the server. Cannot be set with URI.
	 */
	private char @Nullable [] password;

	/**
	 * Name of the database in which the user is defined. Defaults to the database. Cannot
	 * be set with URI.
	 */
	private @Nullable String authenticationDatabase;

	/**
	 * Name of the replica set. Cannot be set with URI.
	 */
	private @Nullable String replicaSetName;

	/**
	 * Protection of the environment against changes from the command line. Defaults to
	 * 'open' if every host is a loopback address and the name is neither 'prod' nor
	 * 'production', and to 'guarded' otherwise.
	 */
	private @Nullable Protection protection;

	private final Ssl ssl = new Ssl();

	public @Nullable String getUri() {
		return this.uri;
	}

	public void setUri(@Nullable String uri) {
		this.uri = uri;
	}

	public List<String> getHosts() {
		return this.hosts;
	}

	public void setHosts(List<String> hosts) {
		this.hosts = hosts;
	}

	public @Nullable String getDatabase() {
		return this.database;
	}

	public void setDatabase(@Nullable String database) {
		this.database = database;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public char @Nullable [] getPassword() {
		return this.password;
	}

	public void setPassword(char @Nullable [] password) {
		this.password = password;
	}

	public @Nullable String getAuthenticationDatabase() {
		return this.authenticationDatabase;
	}

	public void setAuthenticationDatabase(@Nullable String authenticationDatabase) {
		this.authenticationDatabase = authenticationDatabase;
	}

	public @Nullable String getReplicaSetName() {
		return this.replicaSetName;
	}

	public void setReplicaSetName(@Nullable String replicaSetName) {
		this.replicaSetName = replicaSetName;
	}

	public @Nullable Protection getProtection() {
		return this.protection;
	}

	public void setProtection(@Nullable Protection protection) {
		this.protection = protection;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * Encryption of the connection to an environment.
	 */
	public static class Ssl {

		/**
		 * Whether to encrypt the connection. Enabled automatically if 'bundle' is set.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Name of the SSL bundle with the trusted certificates.
		 */
		private @Nullable String bundle;

		public boolean isEnabled() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

}
