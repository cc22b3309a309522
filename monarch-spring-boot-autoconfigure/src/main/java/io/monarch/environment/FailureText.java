package io.monarch.environment;

import org.jspecify.annotations.Nullable;

/**
 * Text of failures that can be shown and stored: without secrets, which are hidden before
 * the text is split or shortened, and without unpaired surrogates, with which other
 * drivers cannot read a document. Exceptions of an application can themselves throw when
 * they are accessed.
 */
public final class FailureText {

	private static final int REPLACEMENT = 0xFFFD;

	private FailureText() {
	}

	/**
	 * Return the message of a failure.
	 * @param failure what was thrown
	 * @return its message, or {@code null} if it has none or fails to return it
	 */
	public static @Nullable String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? Secrets.hide(wellFormed(message)) : null;
		}
		catch (Throwable ex) {
			return null; // it fails to return it
		}
	}

	/**
	 * Return the text of a failure.
	 * @param failure what was thrown
	 * @return its {@code toString()}, or its class and message if that fails
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
	 * Return the stack trace of a failure.
	 * @param failure what was thrown
	 * @return its stack trace, which is empty if it fails to return it
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
	 * Shorten a text without splitting a surrogate pair.
	 * @param text the text
	 * @param maximum the maximum number of {@code char}s
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
	 * Replace unpaired surrogates.
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
