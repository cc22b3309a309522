package io.monarch.environment;

import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an environment.
 *
 * @param name the environment's name
 * @param client the settings of its client as far as they are configured, which name its
 * hosts
 * @param database the name of its database
 * @param protection its protection, or {@code null} for the one that its name and hosts
 * call for
 * @param complete completes the settings of the client when it is opened, with what has
 * to be looked up or read for that
 */
public record EnvironmentSettings(String name, MongoClientSettings client, String database,
		@Nullable Protection protection, Supplier<MongoClientSettings> complete) {

	/**
	 * Create settings that are complete.
	 * @param name the environment's name
	 * @param client the settings of its client
	 * @param database the name of its database
	 * @param protection its protection, or {@code null} for the one that its name and
	 * hosts call for
	 */
	public EnvironmentSettings(String name, MongoClientSettings client, String database,
			@Nullable Protection protection) {
		this(name, client, database, protection, () -> client);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
