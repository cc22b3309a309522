package io.monarch.environment;

import com.mongodb.MongoClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an environment.
 *
 * @param name the environment's name
 * @param client the settings of its client
 * @param database the name of its database
 * @param protection its protection, or {@code null} for the one that its name and hosts
 * call for
 */
public record EnvironmentSettings(String name, MongoClientSettings client, String database,
		@Nullable Protection protection) {

	@Override
	public String toString() {
		return this.name;
	}

}
