package io.monarch.queryset;

import java.util.List;

/**
 * A query set in a list.
 *
 * @param name its name
 * @param description what it picks; empty where that is not said
 * @param parameters the names of the parameters that it asks for
 */
public record QuerySetDescription(String name, String description, List<String> parameters) {

	/**
	 * Copy the list.
	 */
	public QuerySetDescription {
		parameters = List.copyOf(parameters);
	}

}
