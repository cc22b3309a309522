package io.monarch.environment;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Replaces an exception in a log if its message contains a secret or control characters,
 * or if it cannot be printed. It has the same stack trace, with messages that can be
 * shown.
 */
public final class LoggableFailure extends Exception {

	/** Logging frameworks process causes recursively. */
	private static final int MAXIMUM_CAUSES = 100;

	private LoggableFailure(Throwable failure, @Nullable Throwable cause) {
		super(clean(FailureText.text(failure)), cause);
		setStackTrace(FailureText.frames(failure));
	}

	/**
	 * Return a failure that can be logged.
	 * @param failure what was thrown
	 * @return the same, if it contains nothing to hide
	 */
	public static Throwable of(Throwable failure) {
		return isClean(failure, Collections.newSetFromMap(new IdentityHashMap<>())) ? failure
				: copy(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	/**
	 * Return a text without secrets and control characters.
	 * @param text any text
	 * @return the text to log
	 */
	public static String clean(String text) {
		return ControlCharacters.escape(Secrets.hide(text));
	}

	private static boolean isClean(Throwable failure, Set<Throwable> seen) {
		List<Throwable> causes = Causes.of(failure);
		for (Throwable cause : causes) {
			if (!seen.add(cause)) {
				return true;
			}
			if (!isPrintable(cause)) {
				return false;
			}
			for (Throwable suppressed : cause.getSuppressed()) {
				if (!isClean(suppressed, seen)) {
					return false;
				}
			}
		}
		return causes.size() <= MAXIMUM_CAUSES;
	}

	/**
	 * Tell whether all parts of a failure can be printed.
	 */
	private static boolean isPrintable(Throwable failure) {
		try {
			Throwable unused = failure.getCause();
			String text = failure.toString();
			String message = String.valueOf(failure.getLocalizedMessage());
			return failure.getStackTrace() != null && clean(text).equals(text) && clean(message).equals(message);
		}
		catch (Throwable ex) {
			return false;
		}
	}

	/**
	 * Copy from the root cause outwards, each failure once. If there are too many, those
	 * in the middle are omitted.
	 */
	private static LoggableFailure copy(Throwable failure, Set<Throwable> seen) {
		List<Throwable> all = Causes.of(failure).stream().filter(seen::add).toList();
		List<Throwable> causes = (all.size() <= MAXIMUM_CAUSES) ? all
				: Stream
					.concat(all.stream().limit(MAXIMUM_CAUSES / 2), all.stream().skip(all.size() - MAXIMUM_CAUSES / 2))
					.toList();
		LoggableFailure copy = null;
		for (int i = causes.size() - 1; i >= 0; i--) {
			copy = new LoggableFailure(causes.get(i), copy);
			for (Throwable suppressed : causes.get(i).getSuppressed()) {
				if (!seen.contains(suppressed)) {
					copy.addSuppressed(copy(suppressed, seen));
				}
			}
		}
		return (copy != null) ? copy : new LoggableFailure(failure, null);
	}

}
