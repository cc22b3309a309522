package io.monarch.environment;

import java.util.List;

/**
 * Defines environments that the configuration does not name, such as the databases of
 * tenants. A bean of this type is called at each start, for each command, and when an
 * environment is requested by an unknown name.
 */
@FunctionalInterface
public interface EnvironmentSource {

	/**
	 * Return the current environments. An exception affects only operations that need one
	 * of them.
	 * @return the definitions, each with a name of its own
	 */
	List<EnvironmentDefinition> environments();

}
