package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Says what went wrong in one or two lines: what failed, and what to do next.
 */
public final class Errors {

	private Errors() {
	}

	/**
	 * Say what went wrong outside a command, where there is no shell to say it yet.
	 * @param failure what went wrong
	 * @param console the streams of the process
	 * @param debug whether to add the stack trace
	 * @return the exit code of the process
	 */
	public static int report(Throwable failure, Console console, boolean debug) {
		return report(failure, console.output(Highlighter.NONE), debug);
	}

	static int report(Throwable failure, Output output, boolean debug) {
		Kind kind = say(failure, output, debug);
		if (debug) {
			StringWriter trace = new StringWriter();
			failure.printStackTrace(new PrintWriter(trace));
			output.trace(trace.toString());
		}
		return kind.exitCode();
	}

	private static Kind say(Throwable failure, Output output, boolean debug) {
		if (find(UserInterruptException.class, failure) != null || find(EndOfFileException.class, failure) != null) {
			output.notice("Not confirmed.");
			output.notice("Nothing was changed.");
			return Kind.REFUSED;
		}
		MonarchException monarch = find(MonarchException.class, failure);
		if (monarch == null) {
			monarch = ProcessFailure.translate(failure);
		}
		if (monarch != null) {
			output.notice(String.valueOf(monarch.getMessage()));
			output.notice(monarch.action());
			return monarch.kind();
		}
		String message = (failure.getMessage() != null) ? ": " + failure.getMessage().strip() : "";
		output.notice(failure.getClass().getSimpleName() + message.lines().findFirst().orElse(""));
		if (!debug) {
			output.notice("Add --debug for the stack trace.");
		}
		return Kind.FAILED;
	}

	/**
	 * A bean that cannot be created hides why behind exceptions of the container, and a
	 * query set whose question was not answered does so behind its own.
	 */
	private static <E extends Throwable> @Nullable E find(Class<E> type, Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

}
