package io.monarch.migration;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.monarch.environment.ControlCharacters;
import io.monarch.environment.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a log for an exception whose message quotes a secret or holds control
 * characters: the same stack trace, with messages that can be shown.
 */
final class LoggableFailure extends Exception {

	private LoggableFailure(Throwable failure, @Nullable Throwable cause) {
		super(clean(failure.toString()), cause);
		setStackTrace(failure.getStackTrace());
	}

	/**
	 * Return what can be logged.
	 * @param failure what was thrown
	 * @return the same, where there is nothing to hide in it
	 */
	static Throwable of(Throwable failure) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		return isClean(failure, seen) ? failure : copy(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
	}

	static String clean(String text) {
		return ControlCharacters.escape(Secrets.hide(text));
	}

	private static boolean isClean(@Nullable Throwable failure, Set<Throwable> seen) {
		if (failure == null || !seen.add(failure)) {
			return true;
		}
		String text = failure.toString();
		boolean clean = clean(text).equals(text) && isClean(failure.getCause(), seen);
		for (Throwable suppressed : failure.getSuppressed()) {
			clean &= isClean(suppressed, seen);
		}
		return clean;
	}

	private static Throwable copy(Throwable failure, Set<Throwable> seen) {
		boolean first = seen.add(failure);
		Throwable cause = failure.getCause();
		LoggableFailure copy = new LoggableFailure(failure,
				(first && cause != null && !seen.contains(cause)) ? copy(cause, seen) : null);
		if (first) {
			for (Throwable suppressed : failure.getSuppressed()) {
				if (!seen.contains(suppressed)) {
					copy.addSuppressed(copy(suppressed, seen));
				}
			}
		}
		return copy;
	}

}
