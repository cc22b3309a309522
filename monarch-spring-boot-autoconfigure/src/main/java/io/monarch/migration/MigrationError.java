package io.monarch.migration;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.monarch.environment.Causes;
import io.monarch.environment.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Why a migration failed, as it is recorded and shown.
 *
 * @param message one line: what was thrown, its root cause, and where in the migration
 * @param trace the stack trace, without what is above the migration, truncated
 */
record MigrationError(String message, String trace) {

	private static final int MAXIMUM_PART = 1000;

	private static final int MAXIMUM_TRACE = 16_000;

	private static final int MAXIMUM_FRAMES = 100;

	private static final int MAXIMUM_CAUSES = 12;

	/** Beyond it, nothing of a stack is of the migration. */
	private static final String RUN = MigrationRun.class.getName();

	/** These say nothing but that something else was thrown. */
	private static final List<Class<? extends Throwable>> WRAPPERS = List.of(InvocationTargetException.class,
			UndeclaredThrowableException.class, ExecutionException.class, CompletionException.class);

	/**
	 * Describe a failure.
	 * @param failure what was thrown
	 * @param migration the class of the migration, or {@code null} where it is not known
	 */
	static MigrationError of(Throwable failure, @Nullable Class<?> migration) {
		List<Throwable> chain = Causes.of(failure);
		return of(message(chain, chain.get(chain.size() - 1)), chain, migration);
	}

	/**
	 * Describe a failure that is not the migration's own.
	 * @param reason why it failed
	 * @param failure what was thrown
	 * @param migration the class of the migration, or {@code null} where it is not known
	 */
	static MigrationError of(String reason, Throwable failure, @Nullable Class<?> migration) {
		return of(reason, Causes.of(failure), migration);
	}

	private static MigrationError of(String message, List<Throwable> chain, @Nullable Class<?> migration) {
		StackTraceElement place = place(chain, migration);
		return new MigrationError(message + ((place != null) ? " (" + describe(place) + ")" : ""), trace(chain));
	}

	private static String message(List<Throwable> chain, Throwable root) {
		String cause = oneLine(root);
		Throwable outer = chain.stream().filter(MigrationError::saysSomething).findFirst().orElse(root);
		String rootMessage = Causes.message(root);
		String outerMessage = Causes.message(outer);
		if (outer == root || outerMessage == null || outerMessage.equals(rootMessage)) {
			return cause;
		}
		if (rootMessage != null && !rootMessage.isBlank() && outerMessage.contains(rootMessage)
				&& outerMessage.length() <= MAXIMUM_PART) {
			return oneLine(outer); // it says all that the root cause says, and more
		}
		return oneLine(outer) + ", caused by " + cause;
	}

	/**
	 * Tell whether a failure says more than that another one has caused it.
	 */
	private static boolean saysSomething(Throwable failure) {
		List<Throwable> causes = Causes.of(failure);
		String message = Causes.message(failure);
		return !WRAPPERS.contains(failure.getClass())
				&& (causes.size() == 1 || (message != null && !message.equals(text(causes.get(1)))));
	}

	/**
	 * As it says it itself, which can fail.
	 */
	private static @Nullable String text(Throwable failure) {
		try {
			return failure.toString();
		}
		catch (RuntimeException | StackOverflowError ex) {
			return null;
		}
	}

	private static String oneLine(Throwable failure) {
		String message = Causes.message(failure);
		String text = name(failure) + ((message != null && !message.isBlank()) ? ": " + message.strip() : "");
		String line = Secrets.hide(text).replaceAll("\\s*\\R\\s*", " ");
		return Causes.shorten(line, MAXIMUM_PART);
	}

	private static String name(Throwable failure) {
		String simple = failure.getClass().getSimpleName();
		return simple.isEmpty() ? ClassUtils.getShortName(failure.getClass()) : simple;
	}

	/**
	 * Find the innermost place in the migration's own class, or in a class that it
	 * extends.
	 */
	private static @Nullable StackTraceElement place(List<Throwable> chain, @Nullable Class<?> migration) {
		if (migration == null) {
			return null;
		}
		for (Class<?> type = ClassUtils.getUserClass(migration); type != null
				&& type != Object.class; type = type.getSuperclass()) {
			for (int i = chain.size() - 1; i >= 0; i--) {
				for (StackTraceElement frame : frames(chain.get(i))) {
					if (isOf(frame, type.getName())) {
						return frame;
					}
				}
			}
		}
		return null;
	}

	private static StackTraceElement[] frames(Throwable failure) {
		try {
			StackTraceElement[] frames = failure.getStackTrace();
			return (frames != null) ? frames : new StackTraceElement[0];
		}
		catch (RuntimeException | StackOverflowError ex) {
			return new StackTraceElement[0];
		}
	}

	private static boolean isOf(StackTraceElement frame, String className) {
		return frame.getClassName().equals(className) || frame.getClassName().startsWith(className + "$");
	}

	private static String describe(StackTraceElement frame) {
		if (frame.getFileName() != null && frame.getLineNumber() > 0) {
			return frame.getFileName() + ":" + frame.getLineNumber();
		}
		return ClassUtils.getShortName(frame.getClassName()) + "." + frame.getMethodName();
	}

	/**
	 * Write the stack traces from the outermost to the root cause. Where there are too
	 * many, those in the middle are left out: the root cause is what is looked for.
	 */
	private static String trace(List<Throwable> chain) {
		StringBuilder trace = new StringBuilder();
		int left = MAXIMUM_TRACE / Math.min(chain.size(), MAXIMUM_CAUSES);
		for (int i = 0; i < chain.size(); i++) {
			if (chain.size() > MAXIMUM_CAUSES && i == MAXIMUM_CAUSES / 2) {
				int omitted = chain.size() - MAXIMUM_CAUSES;
				trace.append("... ").append(omitted).append(" more causes\n");
				i += omitted;
			}
			trace.append((i > 0) ? "Caused by: " : "").append(trace(chain.get(i), left));
		}
		return trace.toString().stripTrailing();
	}

	private static String trace(Throwable failure, int maximum) {
		StringBuilder trace = new StringBuilder(failure.getClass().getName());
		String message = Causes.message(failure);
		if (message != null) {
			trace.append(": ").append(Causes.shorten(Secrets.hide(message), MAXIMUM_PART));
		}
		StackTraceElement[] frames = frames(failure);
		int shown = 0;
		for (StackTraceElement frame : frames) {
			String line = "\n\tat " + frame;
			if (shown == MAXIMUM_FRAMES || frame.getClassName().equals(RUN)
					|| trace.length() + line.length() > maximum) {
				break;
			}
			trace.append(line);
			shown++;
		}
		return trace + ((shown < frames.length) ? "\n\t... " + (frames.length - shown) + " more\n" : "\n");
	}

}
