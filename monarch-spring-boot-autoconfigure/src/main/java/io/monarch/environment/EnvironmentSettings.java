package io.monarch.environment;

import java.util.Objects;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * The connection settings of an environment.
 *
 * @param name the environment's name
 * @param client the configured part of its client settings, including the hosts
 * @param database the name of its database
 * @param protection its protection, or {@code null} for the default that is derived from
 * its name and hosts
 * @param complete completes the client settings when the client is opened, since this may
 * resolve names or read files
 * @param connection equal for environments whose settings differ only in the database,
 * which share a client
 * @param source the source that defines the environment, or {@code null} if the
 * configuration does
 */
public record EnvironmentSettings(String name, MongoClientSettings client, String database,
		@Nullable Protection protection, Supplier<MongoClientSettings> complete, Object connection,
		@Nullable String source) {

	/**
	 * Create complete settings.
	 * @param name the environment's name
	 * @param client the settings of its client
	 * @param database the name of its database
	 * @param protection its protection, or {@code null} for the default that is derived
	 * from its name and hosts
	 */
	public EnvironmentSettings(String name, MongoClientSettings client, String database,
			@Nullable Protection protection) {
		this(name, client, database, protection, () -> client, client, null);
	}

	/**
	 * Return the settings of another database on the same connection, for a source.
	 * @param newName the name of the other environment
	 * @param newDatabase the name of its database
	 * @param newProtection its protection, or {@code null}
	 * @param newSource the source that defines it
	 * @return the settings
	 */
	public EnvironmentSettings beside(String newName, String newDatabase, @Nullable Protection newProtection,
			String newSource) {
		return new EnvironmentSettings(newName, this.client, newDatabase, newProtection, this.complete, this.connection,
				newSource);
	}

	/**
	 * Tell whether other settings are for the same database with the same connection.
	 */
	boolean isSame(EnvironmentSettings other) {
		return this.name.equals(other.name) && this.database.equals(other.database)
				&& this.protection == other.protection && this.connection.equals(other.connection)
				&& Objects.equals(this.source, other.source);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
