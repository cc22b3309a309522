package io.monarch.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * The place of an environment's definition, for messages.
 *
 * @param name the name of the environment
 * @param source the name of the source, or {@code null} if properties define it
 */
record EnvironmentPlace(String name, @Nullable String source) {

	/**
	 * Return the environment, at the beginning of a message.
	 */
	String subject() {
		return (this.source != null) ? "Environment '" + this.name + "' of the source '" + this.source + "'" : prefix();
	}

	/**
	 * Return a part of its definition, at the beginning of a message.
	 * @param part the name of a property
	 */
	String subject(String part) {
		return (this.source != null)
				? "The " + words(part) + " of environment '" + this.name + "' of the source '" + this.source + "'"
				: prefix() + "." + part;
	}

	/**
	 * Return a part of its definition, within a message.
	 * @param part the name of a property
	 */
	String part(String part) {
		return (this.source != null) ? "its " + words(part) : prefix() + "." + part;
	}

	private String prefix() {
		return "monarch.environments." + this.name;
	}

	private static String words(String part) {
		return switch (part) {
			case "uri" -> "URI";
			case "ssl.bundle" -> "SSL bundle";
			default -> part.replace('-', ' ');
		};
	}

}
