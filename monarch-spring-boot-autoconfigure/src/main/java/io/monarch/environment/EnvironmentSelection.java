package io.monarch.environment;

import java.util.List;
import java.util.Map;

/**
 * The environments that match names and globs.
 *
 * @param environments those that can be used, the application's own first, each once
 * @param unusable what is wrong with others that match, by their names
 * @param unmatched the globs that match nothing
 */
public record EnvironmentSelection(List<Environment> environments, Map<String, MonarchException> unusable,
		List<String> unmatched) {

}
