package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.monarch.environment.LoadedEnvironments.Sourced;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The environments that the configuration and, if they were called, the sources define.
 * Immutable.
 *
 * @param usable those that can be used, by their names
 * @param settings the settings of these, by their names
 * @param unusable what is wrong with others, by their names
 * @param readable the readable parts of those, only for comparisons
 * @param failures the failures of sources, by the names of the sources
 */
record KnownEnvironments(Map<String, Environment> usable, Map<String, EnvironmentSettings> settings,
		Map<String, MonarchException> unusable, List<Environment> readable, Map<String, MonarchException> failures) {

	/**
	 * Creates environments from definitions, and shares their clients.
	 *
	 * @param clients the clients, by a key that is equal for the same connection
	 */
	record Factory(String applicationName, String historyCollection, Map<Object, SharedClient> clients) {

		Factory(String applicationName, String historyCollection) {
			this(applicationName, historyCollection, new LinkedHashMap<>());
		}

		KnownEnvironments create(LoadedEnvironments loaded) {
			Map<String, Environment> usable = new LinkedHashMap<>();
			Map<String, EnvironmentSettings> settings = new LinkedHashMap<>();
			loaded.settings().forEach((each) -> {
				usable.put(each.name(), create(each));
				settings.put(each.name(), each);
			});
			return new KnownEnvironments(usable, settings, new LinkedHashMap<>(loaded.unusable()),
					readable(loaded.readable()), loaded.failures());
		}

		/**
		 * Add the environments of sources. An environment whose definition is unchanged
		 * stays the same object.
		 * @param before the environments that were known, or the same as the configured
		 * ones
		 * @param application the application's own environment
		 */
		KnownEnvironments add(KnownEnvironments configured, LoadedEnvironments loaded, KnownEnvironments before,
				Application application) {
			Map<String, Environment> usable = new LinkedHashMap<>(configured.usable());
			Map<String, EnvironmentSettings> settings = new LinkedHashMap<>(configured.settings());
			for (EnvironmentSettings each : loaded.settings()) {
				EnvironmentSettings known = before.settings().get(each.name());
				Environment same = (known != null && known.isSame(each)) ? before.usable().get(each.name()) : null;
				usable.put(each.name(), (same != null) ? same : create(each));
				settings.put(each.name(), each);
			}
			Map<String, MonarchException> unusable = new LinkedHashMap<>(configured.unusable());
			unusable.putAll(loaded.unusable());
			loaded.onApplicationServer().forEach((each) -> {
				String name = each.definition().name();
				try {
					usable.put(name, onApplicationServer(each, application, before.usable().get(name)));
				}
				catch (MonarchException ex) {
					unusable.put(name, ex);
				}
			});
			unusable.keySet().forEach(usable::remove);
			List<Environment> readable = new ArrayList<>(configured.readable());
			readable.addAll(readable(loaded.readable()));
			return new KnownEnvironments(usable, settings, unusable, List.copyOf(readable), loaded.failures());
		}

		private static Environment onApplicationServer(Sourced sourced, Application application,
				@Nullable Environment before) {
			EnvironmentDefinition definition = sourced.definition();
			Environment own = application.find()
				.orElseThrow(() -> new MonarchException(Kind.BAD_INPUT, "Environment '" + definition.name()
						+ "' of the source '" + sourced.source()
						+ "' is on the server of the application, but the application has no MongoDB of its own.",
						"Give it a URI, or the name of one of monarch.environments."));
			Environment made = Environment.beside(own, definition, sourced.source());
			return (before != null && before.isSame(made)) ? before : made;
		}

		private List<Environment> readable(Collection<EnvironmentSettings> settings) {
			return settings.stream().map(this::create).toList();
		}

		private Environment create(EnvironmentSettings settings) {
			SharedClient client;
			synchronized (this.clients) {
				client = this.clients.computeIfAbsent(settings.connection(),
						(unused) -> SharedClient.opening(settings.complete()));
			}
			return Environment.of(settings, settings.name().equals(this.applicationName), this.historyCollection,
					client);
		}

		/**
		 * Close the clients of environments that are no longer defined.
		 */
		void retainClients(KnownEnvironments known) {
			Set<SharedClient> used = Collections.newSetFromMap(new IdentityHashMap<>());
			known.usable().values().forEach((each) -> used.add(each.sharedClient()));
			known.readable().forEach((each) -> used.add(each.sharedClient()));
			synchronized (this.clients) {
				this.clients.values().forEach((client) -> {
					if (used.contains(client)) {
						client.restore();
					}
					else {
						client.retire();
					}
				});
			}
		}

		void close() {
			synchronized (this.clients) {
				this.clients.values().forEach(SharedClient::close);
			}
		}

	}

	/**
	 * Finds the application's own environment.
	 */
	@FunctionalInterface
	interface Application {

		Optional<Environment> find();

	}

}
