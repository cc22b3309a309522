package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.monarch.environment.Causes;
import io.monarch.environment.ControlCharacters;
import io.monarch.environment.DatabaseNames;
import io.monarch.environment.EnvironmentDefinition;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.EnvironmentSource;
import io.monarch.environment.FailureText;
import io.monarch.environment.LoadedEnvironments;
import io.monarch.environment.LoadedEnvironments.Sourced;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ReservedDatabases;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Calls the beans that define environments. Failures are kept by the name of the
 * environment or source, so that each affects only operations that use it.
 */
final class SourcedEnvironments implements Supplier<LoadedEnvironments> {

	private final ListableBeanFactory beans;

	private final EnvironmentSettingsFactory factory;

	private final LoadedEnvironments configured;

	private final String own;

	/**
	 * Create for the beans of an application.
	 * @param configured the configured environments
	 * @param own the name of the application's own environment
	 */
	SourcedEnvironments(ListableBeanFactory beans, EnvironmentSettingsFactory factory, LoadedEnvironments configured,
			String own) {
		this.beans = beans;
		this.factory = factory;
		this.configured = configured;
		this.own = own;
	}

	@Override
	public LoadedEnvironments get() {
		Map<String, MonarchException> failures = new LinkedHashMap<>();
		Map<String, List<Sourced>> byName = new LinkedHashMap<>();
		for (String source : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, EnvironmentSource.class)) {
			try {
				ask(source)
					.forEach((each) -> byName.computeIfAbsent(each.definition().name(), (unused) -> new ArrayList<>())
						.add(each));
			}
			catch (RuntimeException ex) {
				failures.put(source, explain(source, ex));
			}
		}
		Result result = new Result();
		byName.forEach((name, definitions) -> add(name, definitions, result));
		return new LoadedEnvironments(List.copyOf(result.settings), List.copyOf(result.onApplicationServer),
				result.unusable, List.copyOf(result.readable), failures);
	}

	private List<Sourced> ask(String source) {
		List<Sourced> definitions = new ArrayList<>();
		for (EnvironmentDefinition each : this.beans.getBean(source, EnvironmentSource.class).environments()) {
			definitions.add(new Sourced(Objects.requireNonNull(each, "it defines null"), source));
		}
		return definitions;
	}

	private static MonarchException explain(String source, RuntimeException failure) {
		String message = "The environment source '" + source + "' failed, so the environments that it defines are not "
				+ "known: ";
		if (failure instanceof MonarchException known) {
			return new MonarchException(known.kind(), message + known.getMessage(), known.action(), known);
		}
		return new MonarchException(Kind.FAILED, message + FailureText.oneLine(FailureText.text(Causes.root(failure))),
				"Correct the bean '" + source + "', or what it reads. Other environments can be used.", failure);
	}

	private void add(String name, List<Sourced> definitions, Result result) {
		Sourced first = definitions.get(0);
		try {
			requireUnique(name, definitions);
			create(first, result);
		}
		catch (InvalidConfigurationException ex) {
			result.unusable.put(name, ex);
			definitions.stream().map((each) -> readable(each.definition())).forEach((each) -> {
				if (each != null) {
					result.readable.add(each);
				}
			});
			configured(name).ifPresent(result.readable::add);
		}
	}

	private void requireUnique(String name, List<Sourced> definitions) {
		String source = definitions.get(0).source();
		if (name.equals(this.own)) {
			throw new InvalidConfigurationException(
					"The source '" + source + "' defines an environment '" + name
							+ "', which is the name of the application's own environment.",
					"Leave it out of the source, or give it another name: the application's own is always known.");
		}
		if (configured(name).isPresent() || this.configured.unusable().containsKey(name)) {
			throw new InvalidConfigurationException("Environment '" + name + "' is defined twice: by the source '"
					+ source + "' and by monarch.environments." + name + ".", "Remove or rename one of them.");
		}
		if (definitions.size() > 1) {
			String other = definitions.get(1).source();
			throw new InvalidConfigurationException(
					"Environment '" + name + "' is defined "
							+ ((definitions.size() == 2) ? "twice" : definitions.size() + " times")
							+ (source.equals(other) ? ": by the source '" + source + "'."
									: ": by the sources '" + source + "' and '" + other + "'."),
					"Remove or rename one of them.");
		}
	}

	private void create(Sourced sourced, Result result) {
		EnvironmentDefinition definition = sourced.definition();
		EnvironmentPlace place = new EnvironmentPlace(definition.name(), sourced.source());
		if (definition.server() == null) {
			if (String.valueOf(definition.uri()).isBlank()) {
				throw new InvalidConfigurationException(place.subject() + " has an empty URI.", "Give it a URI.");
			}
			result.settings.add(this.factory.create(place, properties(definition)));
			return;
		}
		EnvironmentSettingsFactory.requireName(place.subject(), definition.name());
		if (definition.sslBundle() != null) {
			throw new InvalidConfigurationException(
					place.subject() + " has an SSL bundle, but uses the connection of '" + definition.server() + "'.",
					"Remove the bundle, or give it a URI.");
		}
		String database = EnvironmentSettingsFactory.database(place, definition.database());
		Optional<EnvironmentSettings> server = configured(definition.server());
		if (server.isPresent()) {
			// The protection of the server's environment also protects the database.
			result.settings.add(server.get()
				.beside(definition.name(), database,
						(definition.protection() != null) ? definition.protection() : server.get().protection(),
						sourced.source()));
		}
		else if (definition.server().equals(this.own) && !this.configured.unusable().containsKey(this.own)) {
			result.onApplicationServer.add(sourced);
		}
		else {
			throw new InvalidConfigurationException(
					place.subject() + " is on the server of '" + ControlCharacters.escape(definition.server())
							+ "', but no such environment is configured.",
					"Name the application's own environment, '" + this.own + "', or one of monarch.environments.");
		}
	}

	private Optional<EnvironmentSettings> configured(String name) {
		return this.configured.settings().stream().filter((each) -> each.name().equals(name)).findFirst();
	}

	private static EnvironmentProperties properties(EnvironmentDefinition definition) {
		EnvironmentProperties properties = new EnvironmentProperties();
		properties.setUri(definition.uri());
		properties.setDatabase(definition.database());
		properties.setProtection(definition.protection());
		properties.getSsl().setBundle(definition.sslBundle());
		return properties;
	}

	private @Nullable EnvironmentSettings readable(EnvironmentDefinition definition) {
		if (definition.server() == null) {
			return UnusableEnvironment.read(definition.name(), properties(definition));
		}
		String database = String.valueOf(definition.database());
		if (DatabaseNames.problem(database) != null || ReservedDatabases.contains(database)) {
			return null;
		}
		return configured(definition.server())
			.map((server) -> server.beside(definition.name(), database, definition.protection(), ""))
			.orElse(null);
	}

	/**
	 * The environments and failures found.
	 */
	private static final class Result {

		private final List<EnvironmentSettings> settings = new ArrayList<>();

		private final List<Sourced> onApplicationServer = new ArrayList<>();

		private final Map<String, MonarchException> unusable = new LinkedHashMap<>();

		private final List<EnvironmentSettings> readable = new ArrayList<>();

	}

}
