package io.monarch.autoconfigure;

import java.nio.charset.StandardCharsets;

import io.monarch.environment.MonarchCollections;
import io.monarch.transfer.CollectionNames;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code monarch.migration.collection}.
 */
final class HistoryName {

	static final String PROPERTY = "monarch.migration.collection";

	/** The remainder of 255 bytes after a database name of up to 63 bytes and a dot. */
	private static final int MAXIMUM_BYTES = 191;

	private static final String OWN = "monarch_s(taging|wap)_.*";

	private HistoryName() {
	}

	/**
	 * Require that a collection with a name can hold a history.
	 */
	static String require(@Nullable String name) {
		String text = (name != null) ? name : "";
		String problem = problem(text);
		if (problem != null) {
			throw new InvalidConfigurationException(
					PROPERTY + "=" + printable(text) + " cannot be the name of the history: " + problem + ".",
					"Use letters, digits and '_', such as orders_migrations, or remove the property: the default is "
							+ MonarchCollections.HISTORY + ".");
		}
		return text;
	}

	private static @Nullable String problem(String name) {
		if (name.isBlank()) {
			return "it is empty";
		}
		if (!name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
			return "it begins or ends with white space, or contains a control character";
		}
		if (name.startsWith("system.")) {
			return "MongoDB reserves names that begin with 'system.'";
		}
		if (name.equals(MonarchCollections.LOCK) || name.matches(OWN)) {
			return "Monarch reserves it for internal use";
		}
		if (name.getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
			return "it is longer than " + MAXIMUM_BYTES + " bytes";
		}
		return CollectionNames.problem(name);
	}

	private static String printable(String name) {
		String text = name.replaceAll("\\p{Cntrl}", "?");
		return (text.length() <= 40) ? text : text.substring(0, 40) + "...";
	}

}
