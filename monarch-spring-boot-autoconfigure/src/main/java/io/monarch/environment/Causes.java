package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The causes of a failure. In an application, causes can be circular, endless, or throw
 * when they are accessed. They must not prevent a failure from being recorded and
 * reported.
 */
public final class Causes {

	/** A longer chain is considered endless. */
	static final int MAXIMUM = 10_000;

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
		for (Throwable cause = failure; cause != null && seen.size() < MAXIMUM
				&& seen.add(cause); cause = next(cause)) {
			causes.add(cause);
		}
		return causes;
	}

	/**
	 * Return the root cause of a failure.
	 * @param failure what was thrown
	 * @return the last of its causes, or the failure itself
	 */
	public static Throwable root(Throwable failure) {
		List<Throwable> causes = of(failure);
		return causes.get(causes.size() - 1);
	}

	/**
	 * Find the first failure of a type among a failure and its causes.
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

	private static @Nullable Throwable next(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (Throwable ex) {
			return null; // its causes cannot be accessed
		}
	}

}
