package io.monarch.conversion;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An annotation in a source.
 *
 * @param name its name without a package
 * @param text all of it
 * @param attributes the expressions of its attributes, by name
 * @param start where it begins
 * @param end where it ends
 */
record SourceAnnotation(String name, String text, Map<String, String> attributes, int start, int end) {

	@Nullable String attribute(String attribute) {
		return this.attributes.get(attribute);
	}

	boolean isTrue(String attribute) {
		return "true".equals(attribute(attribute));
	}

	boolean isFalse(String attribute) {
		return "false".equals(attribute(attribute));
	}

}
