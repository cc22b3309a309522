package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What has caused a failure. The exceptions of an application can be circular, or throw
 * when they are asked, and must not keep a failure from being recorded and reported.
 */
public final class Causes {

	private Causes() {
	}

	/**
	 * Return a failure and its causes, each once.
	 * @param failure what was thrown
	 * @return from the failure itself to its root cause
	 */
	public static List<Throwable> of(Throwable failure) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null && seen.add(cause); cause = next(cause)) {
			causes.add(cause);
		}
		return causes;
	}

	/**
	 * Find the first of a type among a failure and its causes.
	 * @param <T> the type
	 * @param failure what was thrown
	 * @param type the type
	 * @return the first one, or {@code null}
	 */
	public static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable cause : of(failure)) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	/**
	 * Return the message of a failure, with no characters that cannot be stored: half of
	 * a pair of surrogates makes a document that other drivers cannot read.
	 * @param failure what was thrown
	 * @return its message, or {@code null} where it has none or cannot tell it
	 */
	public static @Nullable String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? wellFormed(message) : null;
		}
		catch (RuntimeException | StackOverflowError ex) {
			return null;
		}
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

	private static String wellFormed(String text) {
		StringBuilder result = new StringBuilder(text.length());
		text.codePoints()
			.map((each) -> (each >= Character.MIN_SURROGATE && each <= Character.MAX_SURROGATE) ? 0xFFFD : each)
			.forEach(result::appendCodePoint);
		return result.toString();
	}

	private static @Nullable Throwable next(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (RuntimeException | StackOverflowError ex) {
			return null;
		}
	}

}
