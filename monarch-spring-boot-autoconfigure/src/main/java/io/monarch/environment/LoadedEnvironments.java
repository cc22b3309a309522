package io.monarch.environment;

import java.util.List;
import java.util.Map;

/**
 * What the configuration or the sources define: each environment, or why it cannot be
 * used.
 *
 * @param settings how to reach environments
 * @param onApplicationServer the environments that use the connection of the application
 * itself, with their sources
 * @param unusable what is wrong with others, by their names
 * @param readable what can be read of those: name, hosts, database and protection
 * @param failures what the sources failed with that define nothing, by the names of their
 * beans
 */
public record LoadedEnvironments(List<EnvironmentSettings> settings, List<Sourced> onApplicationServer,
		Map<String, MonarchException> unusable, List<EnvironmentSettings> readable,
		Map<String, MonarchException> failures) {

	/** No environments. */
	public static final LoadedEnvironments NONE = new LoadedEnvironments(List.of(), List.of(), Map.of(), List.of(),
			Map.of());

	/**
	 * Create what the configuration defines.
	 * @param settings how to reach environments
	 * @param unusable what is wrong with others, by their names
	 * @param readable what can be read of those
	 * @return the environments
	 */
	public static LoadedEnvironments configured(List<EnvironmentSettings> settings,
			Map<String, MonarchException> unusable, List<EnvironmentSettings> readable) {
		return new LoadedEnvironments(settings, List.of(), unusable, readable, Map.of());
	}

	/**
	 * A definition and the source that it is of.
	 *
	 * @param definition the definition
	 * @param source the name of the source
	 */
	public record Sourced(EnvironmentDefinition definition, String source) {

	}

}
