package io.monarch.environment;

import org.jspecify.annotations.Nullable;

/**
 * Text of failures that can be shown and stored: without secrets, which are hidden before
 * the text is split or shortened, and without half characters, which make a document that
 * other drivers cannot read. Exceptions of an application can fail when they are asked.
 */
public final class FailureText {

	private static final int REPLACEMENT = 0xFFFD;

	private FailureText() {
	}

	/**
	 * Return the message of a failure.
	 * @param failure what was thrown
	 * @return its message, or {@code null} if it has none or cannot tell it
	 */
	public static @Nullable String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? Secrets.hide(wellFormed(message)) : null;
		}
		catch (Throwable ex) {
			return null; // it cannot be asked
		}
	}

	/**
	 * Return what a failure says of itself.
	 * @param failure what was thrown
	 * @return its text, or its class and message if it cannot tell it
	 */
	public static String text(Throwable failure) {
		try {
			return Secrets.hide(wellFormed(failure.toString()));
		}
		catch (Throwable ex) {
			return failure.getClass().getName();
		}
	}

	/**
	 * Return where a failure was thrown.
	 * @param failure what was thrown
	 * @return its stack trace, which is empty if it cannot tell it
	 */
	public static StackTraceElement[] frames(Throwable failure) {
		try {
			StackTraceElement[] frames = failure.getStackTrace();
			return (frames != null) ? frames : new StackTraceElement[0];
		}
		catch (Throwable ex) {
			return new StackTraceElement[0];
		}
	}

	/**
	 * Return the first line of a text.
	 * @param text any text, or {@code null}
	 * @return its first line, or an empty text
	 */
	public static String firstLine(@Nullable String text) {
		return (text != null) ? Secrets.hide(text).strip().lines().findFirst().orElse("") : "";
	}

	/**
	 * Return a text in one line.
	 * @param text any text
	 * @return the text, with a space for each line break
	 */
	public static String oneLine(String text) {
		return Secrets.hide(text).strip().replaceAll("\\s*\\R\\s*", " ");
	}

	/**
	 * Shorten a text, between characters.
	 * @param text the text
	 * @param maximum how many {@code char}s it may have
	 * @return the text, or its beginning
	 */
	public static String shorten(String text, int maximum) {
		if (text.length() <= maximum) {
			return text;
		}
		int end = Character.isHighSurrogate(text.charAt(maximum - 1)) ? maximum - 1 : maximum;
		return text.substring(0, end) + "...";
	}

	/**
	 * Replace half characters.
	 * @param text any text
	 * @return a text that can be encoded as UTF-8
	 */
	public static String wellFormed(String text) {
		if (text.codePoints().noneMatch(FailureText::isHalf)) {
			return text;
		}
		StringBuilder result = new StringBuilder(text.length());
		text.codePoints().map((each) -> isHalf(each) ? REPLACEMENT : each).forEach(result::appendCodePoint);
		return result.toString();
	}

	private static boolean isHalf(int codePoint) {
		return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
	}

}
