package io.monarch.environment;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What stands in a log for an exception whose message quotes a secret or holds control
 * characters, or that cannot be printed: the same stack trace, with messages that can be
 * shown.
 */
public final class LoggableFailure extends Exception {

	/** Logging frameworks go from cause to cause by recursion. */
	private static final int MAXIMUM_CAUSES = 100;

	private LoggableFailure(Throwable failure, @Nullable Throwable cause) {
		super(clean(FailureText.text(failure)), cause);
		setStackTrace(FailureText.frames(failure));
	}

	/**
	 * Return what can be logged.
	 * @param failure what was thrown
	 * @return the same, where there is nothing to hide in it
	 */
	public static Throwable of(Throwable failure) {
		return isClean(failure, Collections.newSetFromMap(new IdentityHashMap<>())) ? failure
				: copy(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	/**
	 * Return a text without secrets and control characters.
	 * @param text any text
	 * @return what can be logged
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
	 * Tell whether all that is asked of a failure in order to print it can be printed.
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
	 * Copy from the root cause outwards, each failure once. Of too many, those in the
	 * middle are left out.
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
