package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import com.mongodb.client.MongoClient;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The environments that are known: those of the configuration and the application's own.
 */
public final class Environments implements AutoCloseable {

	private final Map<String, Environment> environments = new LinkedHashMap<>();

	private final Map<String, MonarchException> unusable;

	/** What can be read of those that cannot be used, for comparisons alone. */
	private final List<Environment> readable;

	private final String applicationName;

	private final String historyCollection;

	private final Supplier<Optional<ApplicationConnection>> connection;

	private @Nullable Environment application;

	private Environments(Collection<EnvironmentSettings> settings, Map<String, MonarchException> unusable,
			Collection<EnvironmentSettings> readable, String applicationName, String historyCollection,
			Supplier<Optional<ApplicationConnection>> connection) {
		this.unusable = new LinkedHashMap<>(unusable);
		this.readable = readable.stream().map((each) -> Environment.of(each, false, historyCollection)).toList();
		this.applicationName = applicationName;
		this.historyCollection = historyCollection;
		this.connection = connection;
		settings.forEach((each) -> this.environments.put(each.name(),
				Environment.of(each, each.name().equals(applicationName), historyCollection)));
	}

	/**
	 * Create the registry where the application's own environment is one of the
	 * configured ones, or where there is none.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @return the registry
	 */
	public static Environments of(Collection<EnvironmentSettings> settings, String applicationName) {
		return new Environments(settings, Map.of(), List.of(), applicationName, MonarchCollections.HISTORY,
				Optional::empty);
	}

	/**
	 * Create the registry where the application's own environment is the database that
	 * the application itself uses.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @param historyCollection the collection of the application's history, in every
	 * environment
	 * @param connection gives the application's connection, or none where it has none. It
	 * is asked when that environment is first needed, and again where it throws
	 * @return the registry
	 */
	public static Environments withApplication(Collection<EnvironmentSettings> settings, String applicationName,
			String historyCollection, Supplier<Optional<ApplicationConnection>> connection) {
		return withApplication(settings, Map.of(), List.of(), applicationName, historyCollection, connection);
	}

	/**
	 * Create the registry where some of the configured environments cannot be used. They
	 * fail what asks for them by their names, and nothing else.
	 * @param settings the other configured environments
	 * @param unusable what is wrong with the configuration of some, by their names
	 * @param readable what can be read of those: name, hosts, database and protection
	 * @param applicationName the name of the application's own environment
	 * @param historyCollection the collection with the history of the migrations
	 * @param connection gives the application's connection, or none where it has none. It
	 * is asked when that environment is first needed, and again where it throws
	 * @return the registry
	 */
	public static Environments withApplication(Collection<EnvironmentSettings> settings,
			Map<String, MonarchException> unusable, Collection<EnvironmentSettings> readable, String applicationName,
			String historyCollection, Supplier<Optional<ApplicationConnection>> connection) {
		return new Environments(settings, unusable, readable, applicationName, historyCollection, connection);
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
		return withApplication(settings, applicationName, MonarchCollections.HISTORY,
				() -> Optional.of(new ApplicationConnection(client, database, patient, (environment) -> {
				})));
	}

	/**
	 * Return all environments that can be described, the application's own first, then as
	 * configured.
	 * @return the environments
	 * @see #failures()
	 */
	public List<Environment> all() {
		List<Environment> all = new ArrayList<>();
		if (!this.environments.containsKey(this.applicationName)) {
			application().ifPresent(all::add);
		}
		all.addAll(this.environments.values());
		return List.copyOf(all);
	}

	/**
	 * Return all environments whose protection counts for others that are the same
	 * database: those that can be used, and what can be read of those that cannot.
	 * @return the environments, some of which are for comparisons alone
	 * @see #uncompared()
	 */
	public List<Environment> compared() {
		List<Environment> compared = new ArrayList<>(all());
		compared.addAll(this.readable);
		return List.copyOf(compared);
	}

	/**
	 * Return the names of the environments of which it cannot be told which database they
	 * are, so that their protection counts for no other.
	 * @return the names
	 */
	public List<String> uncompared() {
		return this.unusable.keySet()
			.stream()
			.filter((name) -> this.readable.stream().noneMatch((each) -> each.name().equals(name)))
			.toList();
	}

	/**
	 * Return why environments cannot be described: that of the application, and those
	 * whose configuration is wrong.
	 * @return what is wrong, by the names of the environments
	 */
	public Map<String, MonarchException> failures() {
		Map<String, MonarchException> failures = new LinkedHashMap<>();
		applicationFailure().ifPresent((failure) -> failures.put(this.applicationName, failure));
		failures.putAll(this.unusable);
		return failures;
	}

	/**
	 * Return what is wrong with the configuration of environments.
	 * @return what is wrong, by their names
	 */
	public Map<String, MonarchException> unusable() {
		return Map.copyOf(this.unusable);
	}

	/**
	 * Return the environment of a name.
	 * @param name the name
	 * @return the environment
	 * @throws MonarchException if there is none, naming those that there are, if its
	 * configuration is wrong, or if it is the application's own and cannot be known
	 */
	public Environment get(String name) {
		requireUsable(name);
		Environment environment = this.environments.get(name);
		if (environment == null && name.equals(this.applicationName)) {
			environment = resolve().orElse(null);
		}
		if (environment != null) {
			return environment;
		}
		Set<String> names = names();
		String nearest = NearestName.question(name, names);
		String known = names.isEmpty() ? "there are none" : "'" + String.join("', '", names) + "'";
		throw new MonarchException(Kind.BAD_INPUT, "There is no environment '" + name + "'." + nearest,
				"Known environments: " + known + ". Others are configured as monarch.environments.<name>.uri.");
	}

	private void requireUsable(String name) {
		MonarchException failure = this.unusable.get(name);
		if (failure != null) {
			throw failure;
		}
	}

	private Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		if (application().isPresent() || applicationFailure().isPresent()) {
			names.add(this.applicationName);
		}
		names.addAll(this.environments.keySet());
		names.addAll(this.unusable.keySet());
		return names;
	}

	/**
	 * Return the application's own environment.
	 * @return the environment, or empty where the application has no MongoDB of its own,
	 * or where it cannot be known
	 */
	public Optional<Environment> application() {
		try {
			return resolve();
		}
		catch (MonarchException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Return why the application's own environment cannot be known.
	 * @return the reason, or empty where it is known, or where the application has none
	 */
	public Optional<MonarchException> applicationFailure() {
		try {
			var unused = resolve();
			return Optional.empty();
		}
		catch (MonarchException ex) {
			return Optional.of(ex);
		}
	}

	/**
	 * Check that the application tells which database is its own.
	 * @throws MonarchException if it has one, but does not tell which
	 */
	public void requireKnownApplication() {
		var unused = resolve();
	}

	/**
	 * Find out about the application's own environment, unless that is known. No lock is
	 * held meanwhile, since it can create beans.
	 */
	private Optional<Environment> resolve() {
		requireUsable(this.applicationName);
		Environment configured = this.environments.get(this.applicationName);
		if (configured != null) {
			return Optional.of(configured);
		}
		Environment known = known();
		if (known != null) {
			return Optional.of(known);
		}
		return this.connection.get().map(this::keep);
	}

	private synchronized @Nullable Environment known() {
		return this.application;
	}

	private synchronized Environment keep(ApplicationConnection found) {
		if (this.application == null) {
			this.application = Environment.ofApplication(this.applicationName, found, this.historyCollection);
		}
		return this.application;
	}

	/**
	 * Close the clients that were opened.
	 */
	@Override
	public void close() {
		this.environments.values().forEach(Environment::close);
		Environment known = known();
		if (known != null) {
			known.close();
		}
	}

}
