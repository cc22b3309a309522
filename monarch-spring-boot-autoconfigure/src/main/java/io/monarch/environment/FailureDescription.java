package io.monarch.environment;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Describes in one line why code of an application failed: the exception, its root cause,
 * and the place in the code.
 */
public final class FailureDescription {

	/** The maximum number of characters of an exception's message. */
	public static final int MAXIMUM_MESSAGE = 1000;

	/** Exceptions that only wrap another exception. */
	private static final List<Class<? extends Throwable>> WRAPPERS = List.of(InvocationTargetException.class,
			UndeclaredThrowableException.class, ExecutionException.class, CompletionException.class);

	private FailureDescription() {
	}

	/**
	 * Describe a failure.
	 * @param failure what was thrown
	 * @param code the class whose line is named, or {@code null}
	 * @return one line
	 */
	public static String of(Throwable failure, @Nullable Class<?> code) {
		List<Throwable> chain = Causes.of(failure);
		return at(message(chain), chain, code);
	}

	/**
	 * Describe a failure whose reason is known.
	 * @param reason why it failed
	 * @param failure what was thrown
	 * @param code the class whose line is named, or {@code null}
	 * @return one line
	 */
	public static String of(String reason, Throwable failure, @Nullable Class<?> code) {
		return at(reason, Causes.of(failure), code);
	}

	private static String at(String message, List<Throwable> chain, @Nullable Class<?> code) {
		StackTraceElement place = place(chain, code);
		return message + ((place != null) ? " (" + describe(place) + ")" : "");
	}

	private static String message(List<Throwable> chain) {
		Throwable root = chain.get(chain.size() - 1);
		Throwable outer = outermost(chain);
		String rootMessage = FailureText.message(root);
		String outerMessage = FailureText.message(outer);
		if (outer == root || outerMessage == null || outerMessage.equals(rootMessage)) {
			return oneLine(root);
		}
		if (rootMessage != null && !rootMessage.isBlank() && outerMessage.contains(rootMessage)
				&& outerMessage.length() <= MAXIMUM_MESSAGE) {
			return oneLine(outer); // it contains the message of the root cause
		}
		return oneLine(outer) + ", caused by " + oneLine(root);
	}

	/**
	 * Return the first failure that does more than wrap another one.
	 */
	private static Throwable outermost(List<Throwable> chain) {
		for (int i = 0; i < chain.size() - 1; i++) {
			Throwable failure = chain.get(i);
			String message = FailureText.message(failure);
			if (!WRAPPERS.contains(failure.getClass()) && message != null
					&& !message.equals(FailureText.text(chain.get(i + 1)))) {
				return failure;
			}
		}
		return chain.get(chain.size() - 1);
	}

	private static String oneLine(Throwable failure) {
		String message = FailureText.message(failure);
		String name = failure.getClass().getSimpleName();
		String text = (name.isEmpty() ? ClassUtils.getShortName(failure.getClass()) : name)
				+ ((message != null && !message.isBlank()) ? ": " + message.strip() : "");
		return FailureText.shorten(FailureText.oneLine(text), MAXIMUM_MESSAGE);
	}

	/**
	 * Find the innermost frame in the class, or in one of its superclasses.
	 */
	private static @Nullable StackTraceElement place(List<Throwable> chain, @Nullable Class<?> code) {
		for (Class<?> type = (code != null) ? ClassUtils.getUserClass(code) : null; type != null
				&& type != Object.class; type = type.getSuperclass()) {
			for (int i = chain.size() - 1; i >= 0; i--) {
				for (StackTraceElement frame : FailureText.frames(chain.get(i))) {
					if (isOf(frame, type.getName())) {
						return frame;
					}
				}
			}
		}
		return null;
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

}
