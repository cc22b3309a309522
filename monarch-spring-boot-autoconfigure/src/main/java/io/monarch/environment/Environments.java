package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
 * The known environments: those of the configuration, the application's own, and those of
 * sources. Sources are called when the first environment is needed, and again after
 * {@link #refresh()}.
 */
public final class Environments implements AutoCloseable {

	/** The maximum number of names that a message lists. */
	private static final int SHOWN = 20;

	private final KnownEnvironments configured;

	private final KnownEnvironments.Factory factory;

	private final String applicationName;

	private final String historyCollection;

	private final Supplier<Optional<ApplicationConnection>> connection;

	private final @Nullable Supplier<LoadedEnvironments> sources;

	/** A source may itself read the configured environments. */
	private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

	/** The known environments, or {@code null} if the sources have to be called first. */
	private volatile @Nullable KnownEnvironments known;

	private volatile KnownEnvironments before;

	private @Nullable Environment application;

	private Environments(LoadedEnvironments configured, String applicationName, String historyCollection,
			Supplier<Optional<ApplicationConnection>> connection, @Nullable Supplier<LoadedEnvironments> sources) {
		this.applicationName = applicationName;
		this.historyCollection = historyCollection;
		this.connection = connection;
		this.sources = sources;
		this.factory = new KnownEnvironments.Factory(applicationName, historyCollection);
		this.configured = this.factory.create(configured);
		this.before = this.configured;
	}

	/**
	 * Create the registry where the application's own environment is one of the
	 * configured ones, or where there is none.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @return the registry
	 */
	public static Environments of(Collection<EnvironmentSettings> settings, String applicationName) {
		return new Environments(LoadedEnvironments.configured(List.copyOf(settings), Map.of(), List.of()),
				applicationName, MonarchCollections.HISTORY, Optional::empty, null);
	}

	/**
	 * Create the registry where the application's own environment is the database that
	 * the application itself uses.
	 * @param settings the configured environments
	 * @param applicationName the name of the application's own environment
	 * @param historyCollection the collection of the application's history, in every
	 * environment
	 * @param connection returns the application's connection, or empty if it has none. It
	 * is called when that environment is first needed, and again if it throws
	 * @return the registry
	 */
	public static Environments withApplication(Collection<EnvironmentSettings> settings, String applicationName,
			String historyCollection, Supplier<Optional<ApplicationConnection>> connection) {
		return withApplication(LoadedEnvironments.configured(List.copyOf(settings), Map.of(), List.of()),
				applicationName, historyCollection, connection, null);
	}

	/**
	 * Create the registry where some of the configured environments cannot be used, and
	 * sources define more. An unusable environment fails only operations that request it
	 * by its name.
	 * @param configured the configured environments
	 * @param applicationName the name of the application's own environment
	 * @param historyCollection the collection with the history of the migrations
	 * @param connection returns the application's connection, or empty if it has none. It
	 * is called when that environment is first needed, and again if it throws
	 * @param sources calls the sources, or {@code null} if there are none
	 * @return the registry
	 */
	public static Environments withApplication(LoadedEnvironments configured, String applicationName,
			String historyCollection, Supplier<Optional<ApplicationConnection>> connection,
			@Nullable Supplier<LoadedEnvironments> sources) {
		return new Environments(configured, applicationName, historyCollection, connection, sources);
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
	 * Call the sources again when an environment is needed next, since their definitions
	 * may have changed.
	 */
	public void refresh() {
		this.known = null;
	}

	private KnownEnvironments known() {
		if (this.sources == null || Boolean.TRUE.equals(this.asking.get())) {
			return this.configured;
		}
		KnownEnvironments current = this.known;
		if (current == null) {
			this.asking.set(true);
			try {
				// No lock is held here, since a source can create beans.
				current = this.factory.add(this.configured, this.sources.get(), this.before,
						() -> resolve(this.configured));
			}
			finally {
				this.asking.remove();
			}
			this.before = current;
			this.known = current;
			if (current.failures().isEmpty()) {
				this.factory.retainClients(current);
			}
		}
		return current;
	}

	/**
	 * Return all environments that can be described, the application's own first, then as
	 * configured, then those of sources.
	 * @return the environments
	 * @see #failures()
	 */
	public List<Environment> all() {
		return all(known());
	}

	/**
	 * Return all environments that can be described, without calling the sources.
	 * @return the environments, including those of sources that were called before
	 */
	public List<Environment> loaded() {
		KnownEnvironments current = this.known;
		return all((current != null) ? current : this.configured);
	}

	/**
	 * Return an object that stays the same while the same environments are loaded.
	 * @return the state
	 */
	public Object state() {
		KnownEnvironments current = this.known;
		return (current != null) ? current : this.configured;
	}

	private List<Environment> all(KnownEnvironments current) {
		List<Environment> all = new ArrayList<>();
		if (!current.usable().containsKey(this.applicationName)) {
			try {
				resolve(current).ifPresent(all::add);
			}
			catch (MonarchException ex) {
				// It is one of the failures.
			}
		}
		all.addAll(current.usable().values());
		return List.copyOf(all);
	}

	/**
	 * Return all environments whose protection applies to others that are the same
	 * database: the usable ones, and the readable parts of the unusable ones.
	 * @return the environments, some of which are only for comparisons
	 * @see #uncompared()
	 */
	public List<Environment> compared() {
		KnownEnvironments current = known();
		List<Environment> compared = new ArrayList<>(all(current));
		compared.addAll(current.readable());
		return List.copyOf(compared);
	}

	/**
	 * Return the names of the environments whose database is unknown, so that their
	 * protection applies to no other.
	 * @return the names
	 */
	public List<String> uncompared() {
		KnownEnvironments current = known();
		List<String> readable = current.readable().stream().map(Environment::name).toList();
		return current.unusable().keySet().stream().filter((name) -> !readable.contains(name)).toList();
	}

	/**
	 * Return why environments cannot be described: the application's own, and those with
	 * an invalid definition.
	 * @return the failures, by the names of the environments
	 */
	public Map<String, MonarchException> failures() {
		Map<String, MonarchException> failures = new LinkedHashMap<>();
		applicationFailure().ifPresent((failure) -> failures.put(this.applicationName, failure));
		failures.putAll(known().unusable());
		return failures;
	}

	/**
	 * Return the problems in the definitions of environments.
	 * @return the problems, by the names of the environments
	 */
	public Map<String, MonarchException> unusable() {
		return Map.copyOf(known().unusable());
	}

	/**
	 * Tell whether there are sources of environments, but they define none.
	 * @return whether there are none yet
	 */
	public boolean isNoneSourced() {
		KnownEnvironments current = known();
		return this.sources != null && current.failures().isEmpty()
				&& current.usable().size() == this.configured.usable().size()
				&& current.unusable().size() == this.configured.unusable().size();
	}

	/**
	 * Return the failures of sources, which then define nothing.
	 * @return the failures, by the names of the sources
	 */
	public Map<String, MonarchException> sourceFailures() {
		return known().failures();
	}

	/**
	 * Return the environment of a name. If the name is unknown, the sources are called
	 * again.
	 * @param name the name
	 * @return the environment
	 * @throws MonarchException if there is none (the message names the known ones), if
	 * its definition is invalid, if it is the application's own and cannot be determined,
	 * or if a source that might define it failed
	 */
	public Environment get(String name) {
		KnownEnvironments current = this.known;
		if (current != null && !isOfConfiguration(name) && !current.usable().containsKey(name)) {
			refresh();
		}
		Environment environment = find(name, known());
		if (environment != null) {
			return environment;
		}
		requireSources();
		throw unknown(name);
	}

	private boolean isOfConfiguration(String name) {
		return name.equals(this.applicationName) || this.configured.usable().containsKey(name)
				|| this.configured.unusable().containsKey(name);
	}

	private MonarchException unknown(String name) {
		List<String> names = names();
		if (Glob.isGlob(name)) {
			return new MonarchException(Kind.BAD_INPUT,
					"'" + name + "' is a pattern, but the name of one environment is required " + "here.",
					knownNames(names));
		}
		return new MonarchException(Kind.BAD_INPUT,
				"There is no environment '" + name + "'." + NearestName.question(name, names),
				knownNames(names) + " To add one, set monarch.environments.<name>.uri.");
	}

	private static String knownNames(List<String> names) {
		if (names.isEmpty()) {
			return "No environments are configured.";
		}
		int more = names.size() - SHOWN;
		return "Known environments: '" + String.join("', '", names.subList(0, Math.min(names.size(), SHOWN))) + "'"
				+ ((more > 0) ? " and " + more + " more." : ".");
	}

	private @Nullable Environment find(String name, KnownEnvironments current) {
		requireUsable(name, current);
		Environment environment = current.usable().get(name);
		if (environment == null && name.equals(this.applicationName)) {
			return resolve(current).orElse(null);
		}
		return environment;
	}

	private void requireSources() {
		for (MonarchException failure : known().failures().values()) {
			throw failure;
		}
	}

	private static void requireUsable(String name, KnownEnvironments current) {
		MonarchException failure = current.unusable().get(name);
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * Return the names of all environments, including unusable ones.
	 * @return the names, the application's own first
	 */
	public List<String> names() {
		KnownEnvironments current = known();
		Set<String> names = new LinkedHashSet<>();
		if (application().isPresent() || applicationFailure().isPresent()) {
			names.add(this.applicationName);
		}
		names.addAll(current.usable().keySet());
		names.addAll(current.unusable().keySet());
		return List.copyOf(names);
	}

	/**
	 * Return the environments that match names and globs.
	 * @param patterns names and globs
	 * @return the environments
	 * @throws MonarchException if there is no environment of a name, or if there is a
	 * glob and a source failed, so that the matches are unknown
	 */
	public EnvironmentSelection select(Collection<String> patterns) {
		Map<String, Environment> usable = new LinkedHashMap<>();
		all().forEach((each) -> usable.put(each.name(), each));
		Map<String, MonarchException> unusable = failures();
		Set<String> wanted = new LinkedHashSet<>();
		List<String> unmatched = new ArrayList<>();
		for (String pattern : patterns) {
			if (!Glob.isGlob(pattern)) {
				if (!unusable.containsKey(pattern)) {
					Environment environment = get(pattern);
					usable.put(pattern, environment);
				}
				wanted.add(pattern);
				continue;
			}
			requireSources();
			Glob glob = Glob.of(pattern);
			List<String> matching = names().stream().filter(glob::matches).toList();
			wanted.addAll(matching);
			if (matching.isEmpty()) {
				unmatched.add(pattern);
			}
		}
		List<Environment> selected = new ArrayList<>(
				usable.values().stream().filter((each) -> wanted.contains(each.name())).toList());
		unusable.keySet().retainAll(wanted);
		selected.sort(Comparator.comparing(Environment::isApplication).reversed());
		return new EnvironmentSelection(List.copyOf(selected), unusable, List.copyOf(unmatched));
	}

	/**
	 * Return the environments that match a glob.
	 * @param glob the glob
	 * @return one environment or more
	 * @throws MonarchException if it matches nothing; the message names the nearest names
	 */
	public EnvironmentSelection select(String glob) {
		EnvironmentSelection selection = select(List.of(glob));
		if (!selection.unmatched().isEmpty()) {
			List<String> names = names();
			throw new MonarchException(Kind.BAD_INPUT,
					"No environment matches '" + glob + "'." + Glob.of(glob).question(names), knownNames(names));
		}
		return selection;
	}

	/**
	 * Return the application's own environment.
	 * @return the environment, or empty if the application has no MongoDB of its own, or
	 * if it cannot be determined
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
	 * Return why the application's own environment cannot be determined.
	 * @return the reason, or empty if it is known, or if the application has none
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
	 * Check that the application's own database is known.
	 * @throws MonarchException if the application has one that cannot be determined
	 */
	public void requireKnownApplication() {
		var unused = resolve();
	}

	private Optional<Environment> resolve() {
		KnownEnvironments current = this.known;
		return resolve((current != null) ? current : this.configured);
	}

	/**
	 * Determine the application's own environment, unless it is known. No lock is held
	 * here, since this can create beans.
	 */
	private Optional<Environment> resolve(KnownEnvironments current) {
		requireUsable(this.applicationName, current);
		Environment own = current.usable().get(this.applicationName);
		if (own != null) {
			return Optional.of(own);
		}
		Environment kept = kept();
		if (kept != null) {
			return Optional.of(kept);
		}
		return this.connection.get().map(this::keep);
	}

	private synchronized @Nullable Environment kept() {
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
		this.factory.close();
	}

}
