package io.monarch.environment;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Validates names of databases. The driver rejects only some invalid names, and a server
 * rejects them only at the first write.
 */
public final class DatabaseNames {

	private static final int MAXIMUM = 63;

	private static final String REFUSED = "/\\. \"$\0";

	private DatabaseNames() {
	}

	/**
	 * Return why a name is not valid for a database.
	 * @param name the name
	 * @return the reason, as the end of a sentence such as {@code it contains '$'}, or
	 * {@code null} if the name is valid
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
