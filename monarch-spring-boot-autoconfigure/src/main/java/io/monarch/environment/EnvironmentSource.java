package io.monarch.environment;

import java.util.List;

/**
 * Defines environments that the configuration does not name, such as the databases of
 * tenants. A bean of this type is asked at each start, for each command, and when an
 * environment is asked for by a name that is not known.
 */
@FunctionalInterface
public interface EnvironmentSource {

	/**
	 * Return the environments as they are now. What it throws fails only what needs one
	 * of them.
	 * @return the definitions, each with a name of its own
	 */
	List<EnvironmentDefinition> environments();

}
