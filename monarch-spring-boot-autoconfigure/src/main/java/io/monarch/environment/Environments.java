package io.monarch.environment;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.mongodb.client.MongoClient;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The environments that are known: those of the configuration and the application's own.
 */
public final class Environments implements AutoCloseable {

	private final Map<String, Environment> environments = new LinkedHashMap<>();

	private final String applicationName;

	private final @Nullable String unknown;

	private Environments(String applicationName, @Nullable String unknown) {
		this.applicationName = applicationName;
		this.unknown = unknown;
	}

	/**
	 * Create the registry where the application's own environment is one of the
	 * configured ones, or where there is none.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @return the registry
	 */
	public static Environments of(Collection<EnvironmentSettings> settings, String applicationName) {
		return of(settings, applicationName, null);
	}

	/**
	 * Create the registry where the application has a database, but does not tell which.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @param why what the application says instead
	 * @return the registry, without an environment of the application's own
	 */
	public static Environments withUnknownApplication(Collection<EnvironmentSettings> settings, String applicationName,
			String why) {
		return of(settings, applicationName, why);
	}

	private static Environments of(Collection<EnvironmentSettings> settings, String applicationName,
			@Nullable String unknown) {
		Environments environments = new Environments(applicationName, unknown);
		settings.forEach((each) -> environments.environments.put(each.name(),
				Environment.of(each, each.name().equals(applicationName))));
		return environments;
	}

	/**
	 * Create the registry where the application's own environment is the database that
	 * the application itself uses.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @param client the application's client
	 * @param database the name of the application's database
	 * @param patient whether to wait for the application's server as long as the
	 * application would, and not for seconds only
	 * @return the registry
	 */
	public static Environments withApplication(Collection<EnvironmentSettings> settings, String applicationName,
			MongoClient client, String database, boolean patient) {
		return withApplication(settings, applicationName, client, database, patient, (environment) -> {
		});
	}

	/**
	 * Create the registry where the application's own environment is the database that
	 * the application itself uses.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @param client the application's client
	 * @param database the name of the application's database
	 * @param patient whether to wait for the application's server as long as the
	 * application would, and not for seconds only
	 * @param check checks the application's own environment when it is used first, and
	 * throws where it must not be used
	 * @return the registry
	 */
	public static Environments withApplication(Collection<EnvironmentSettings> settings, String applicationName,
			MongoClient client, String database, boolean patient, Consumer<Environment> check) {
		Environments environments = new Environments(applicationName, null);
		environments.environments.put(applicationName,
				Environment.ofApplication(applicationName, client, database, patient, check));
		environments.environments.putAll(of(settings, applicationName).environments);
		return environments;
	}

	/**
	 * Return all environments, the application's own first, then as configured.
	 * @return the environments
	 */
	public List<Environment> all() {
		return List.copyOf(this.environments.values());
	}

	/**
	 * Return the environment of a name.
	 * @param name the name
	 * @return the environment
	 * @throws MonarchException if there is none, naming those that there are
	 */
	public Environment get(String name) {
		Environment environment = this.environments.get(name);
		if (environment != null) {
			return environment;
		}
		if (name.equals(this.applicationName)) {
			requireKnownApplication();
		}
		String nearest = NearestName.question(name, this.environments.keySet());
		String known = this.environments.isEmpty() ? "there are none"
				: "'" + String.join("', '", this.environments.keySet()) + "'";
		throw new MonarchException(Kind.BAD_INPUT, "There is no environment '" + name + "'." + nearest,
				"Known environments: " + known + ". Others are configured as monarch.environments.<name>.uri.");
	}

	/**
	 * Return the application's own environment.
	 * @return the environment, or empty where the application has no MongoDB of its own
	 */
	public Optional<Environment> application() {
		return Optional.ofNullable(this.environments.get(this.applicationName));
	}

	/**
	 * Check that the application tells which database is its own.
	 * @throws MonarchException if it has one, but does not tell which
	 */
	public void requireKnownApplication() {
		if (this.unknown != null) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The application's own environment '" + this.applicationName + "' is not known, since its "
							+ "MongoDatabaseFactory gives no database outside of a request: " + this.unknown + ".",
					"Set monarch.environment to one of monarch.environments, each of which names its database.");
		}
	}

	/**
	 * Close the clients that were opened.
	 */
	@Override
	public void close() {
		this.environments.values().forEach(Environment::close);
	}

}
