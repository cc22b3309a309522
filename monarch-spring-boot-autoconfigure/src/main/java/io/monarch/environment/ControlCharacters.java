package io.monarch.environment;

/**
 * Control characters in text that is about to be shown or logged.
 */
public final class ControlCharacters {

	private ControlCharacters() {
	}

	/**
	 * Escape the characters that control a terminal, start a new line, or change how
	 * other characters are shown.
	 * @param text any text
	 * @return the text, where a line feed for example is {@code \}{@code u000a}
	 */
	public static String escape(String text) {
		if (!isAnyIn(text)) {
			return text;
		}
		StringBuilder escaped = new StringBuilder();
		text.codePoints().forEach((character) -> {
			if (isObeyed(character)) {
				Character.toString(character).chars().forEach((unit) -> escaped.append(String.format("\\u%04x", unit)));
			}
			else {
				escaped.appendCodePoint(character);
			}
		});
		return escaped.toString();
	}

	/**
	 * Tell whether a text contains control characters.
	 * @param text any text
	 * @return whether {@link #escape} would change it
	 */
	public static boolean isAnyIn(String text) {
		return text.codePoints().anyMatch(ControlCharacters::isObeyed);
	}

	private static boolean isObeyed(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				true;
			default -> false;
		};
	}

}
