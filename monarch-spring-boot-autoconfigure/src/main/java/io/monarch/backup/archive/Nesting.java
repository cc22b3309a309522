package io.monarch.backup.archive;

/**
 * Limits how deeply JSON from outside may be nested: the parser calls itself for each
 * level, and its stack ends.
 */
final class Nesting {

	/** A document of MongoDB has 180 at most. */
	private static final int MAXIMUM = 200;

	private Nesting() {
	}

	/**
	 * Tell whether a text is nested too deeply to be parsed.
	 */
	static boolean isTooDeep(String json) {
		int depth = 0;
		boolean quoted = false;
		for (int i = 0; i < json.length(); i++) {
			char character = json.charAt(i);
			if (quoted) {
				i += (character == '\\') ? 1 : 0;
				quoted = character != '"';
			}
			else if (character == '"') {
				quoted = true;
			}
			else if (character == '{' || character == '[' || character == '(') {
				depth++;
			}
			else if (character == '}' || character == ']' || character == ')') {
				depth--;
			}
			if (depth > MAXIMUM) {
				return true;
			}
		}
		return false;
	}

}
