package io.monarch.queryset;

import java.util.List;

/**
 * The description of a query set for lists.
 *
 * @param name its name
 * @param description its description; may be empty
 * @param parameters the names of its parameters
 */
public record QuerySetDescription(String name, String description, List<String> parameters) {

	/**
	 * Copy the list.
	 */
	public QuerySetDescription {
		parameters = List.copyOf(parameters);
	}

}
