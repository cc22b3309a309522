package io.monarch.environment;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The names that a server takes for a database. The driver refuses some of them only, and
 * a server says so at the first write.
 */
public final class DatabaseNames {

	private static final int MAXIMUM = 63;

	private static final String REFUSED = "/\\. \"$\0";

	private DatabaseNames() {
	}

	/**
	 * Return why no database can have a name.
	 * @param name the name
	 * @return the reason, as the end of a sentence such as {@code it contains '$'}, or
	 * {@code null} if the name is possible
	 */
	public static @Nullable String problem(String name) {
		if (name.isEmpty()) {
			return "it is empty";
		}
		if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
			return "it contains an unpaired surrogate, which is not a valid character";
		}
		for (int i = 0; i < REFUSED.length(); i++) {
			char each = REFUSED.charAt(i);
			if (name.indexOf(each) >= 0) {
				return switch (each) {
					case ' ' -> "it contains a space";
					case '\0' -> "it contains a null character";
					default -> "it contains '" + each + "'";
				};
			}
		}
		int length = name.getBytes(StandardCharsets.UTF_8).length;
		return (length > MAXIMUM) ? "it has " + length + " bytes, but a server allows at most " + MAXIMUM : null;
	}

}
