package io.monarch.shell;

import java.nio.file.InvalidPathException;

import io.monarch.environment.Causes;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Describes for administrators what a process lacks: memory, a library, a locale.
 */
public final class ProcessFailure {

	private static final String ZSTD = "zstd";

	/** The JDK's message. */
	private static final String UNMAPPABLE = "unmappable characters";

	private static final String DEBUG = "Add --debug for the stack trace.";

	private ProcessFailure() {
	}

	/**
	 * Translate a failure that is or was caused by an {@link Error}, or by a path that
	 * the locale cannot represent.
	 * @param failure what was thrown
	 * @return the failure to report, or {@code null} if neither is the cause
	 */
	public static @Nullable MonarchException translate(Throwable failure) {
		Error first = null;
		Throwable root = failure;
		for (Throwable cause : Causes.of(failure)) {
			if (first == null && cause instanceof Error error) {
				first = error;
			}
			if (cause instanceof InvalidPathException path && path.getReason().contains(UNMAPPABLE)) {
				return new MonarchException(Kind.BAD_INPUT,
						"The locale of this process (" + System.getProperty("sun.jnu.encoding")
								+ ") cannot represent the path '" + path.getInput() + "'.",
						"Set the environment variable LC_ALL=C.UTF-8 and run it again.", failure);
			}
			root = cause;
		}
		return (first != null) ? translate(first, root) : null;
	}

	private static MonarchException translate(Error error, Throwable root) {
		if (error instanceof OutOfMemoryError) {
			return outOfMemory(error);
		}
		if (error instanceof StackOverflowError) {
			return new MonarchException(Kind.FAILED,
					"The stack of this process overflowed: a recursion or a nesting is too deep.",
					DEBUG + " A larger stack, such as java -Xss8m, may be enough.", error);
		}
		if (error instanceof LinkageError) {
			return notLoaded(error, root);
		}
		return new MonarchException(Kind.FAILED, "The command failed: " + describe(root) + ".", DEBUG, error);
	}

	private static MonarchException outOfMemory(Error error) {
		String message = String.valueOf(error.getMessage());
		if (message.contains("native thread")) {
			return new MonarchException(Kind.FAILED, "The system does not allow this process to start more threads.",
					"Raise the limit of processes and threads of the user or the container, and run it again.", error);
		}
		return new MonarchException(Kind.FAILED, "This process does not have enough memory: " + message + ".",
				"Give the process more, such as java -Xmx1g, and run it again.", error);
	}

	/**
	 * The library unpacks native code, which a read-only or noexec folder prevents. Only
	 * the first use reports the reason; later ones report a missing class.
	 */
	private static MonarchException notLoaded(Error error, Throwable root) {
		if (isOfZstd(error) || isOfZstd(root)) {
			return new MonarchException(Kind.FAILED,
					"The library that compresses backups (zstd-jni) cannot be loaded: " + describe(root) + ".",
					"Set the folder for its native code: -DZstdTempFolder=<a folder that is writable and not "
							+ "mounted noexec>.",
					error);
		}
		if (error instanceof ExceptionInInitializerError) {
			return new MonarchException(Kind.FAILED, "A class cannot be initialized: " + describe(root) + ".", DEBUG,
					error);
		}
		return new MonarchException(Kind.FAILED,
				"A class or library is missing, or has the wrong version: " + describe(root) + ".",
				"Check the versions of the application's dependencies. " + DEBUG, error);
	}

	private static boolean isOfZstd(Throwable failure) {
		if (String.valueOf(FailureText.message(failure)).contains(ZSTD)) {
			return true;
		}
		for (StackTraceElement frame : FailureText.frames(failure)) {
			if (frame.getClassName().contains(".luben." + ZSTD)) {
				return true;
			}
		}
		return false;
	}

	private static String describe(Throwable failure) {
		String message = FailureText.firstLine(FailureText.message(failure));
		return failure.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + strip(message));
	}

	private static String strip(String message) {
		return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
	}

}
