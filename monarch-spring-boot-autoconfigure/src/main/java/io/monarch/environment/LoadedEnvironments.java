package io.monarch.environment;

import java.util.List;
import java.util.Map;

/**
 * The definitions of the configuration or the sources: each environment, or why it cannot
 * be used.
 *
 * @param settings the settings of environments
 * @param onApplicationServer the environments that use the connection of the application
 * itself, with their sources
 * @param unusable what is wrong with others, by their names
 * @param readable the readable parts of those: name, hosts, database and protection
 * @param failures the failures of sources, which define nothing, by the names of their
 * beans
 */
public record LoadedEnvironments(List<EnvironmentSettings> settings, List<Sourced> onApplicationServer,
		Map<String, MonarchException> unusable, List<EnvironmentSettings> readable,
		Map<String, MonarchException> failures) {

	/** No environments. */
	public static final LoadedEnvironments NONE = new LoadedEnvironments(List.of(), List.of(), Map.of(), List.of(),
			Map.of());

	/**
	 * Create the configured environments.
	 * @param settings the settings of environments
	 * @param unusable what is wrong with others, by their names
	 * @param readable the readable parts of those
	 * @return the environments
	 */
	public static LoadedEnvironments configured(List<EnvironmentSettings> settings,
			Map<String, MonarchException> unusable, List<EnvironmentSettings> readable) {
		return new LoadedEnvironments(settings, List.of(), unusable, readable, Map.of());
	}

	/**
	 * A definition and its source.
	 *
	 * @param definition the definition
	 * @param source the name of the source
	 */
	public record Sourced(EnvironmentDefinition definition, String source) {

	}

}
