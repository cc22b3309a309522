package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Secrets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;

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
		return report(failure, new Output(console.result(), console.notices(), console.width()), debug);
	}

	static int report(Throwable failure, Output output, boolean debug) {
		Kind kind = Kind.FAILED;
		if (failure instanceof MonarchException monarch) {
			output.notice(String.valueOf(monarch.getMessage()));
			output.notice(monarch.action());
			kind = monarch.kind();
		}
		else if (failure instanceof UserInterruptException || failure instanceof EndOfFileException) {
			output.notice("Not confirmed. Nothing was changed.");
			kind = Kind.REFUSED;
		}
		else {
			String message = (failure.getMessage() != null) ? ": " + failure.getMessage() : "";
			output.notice(Secrets.hide(failure.getClass().getSimpleName() + message));
			if (!debug) {
				output.notice("Add --debug for the stack trace.");
			}
		}
		if (debug) {
			StringWriter trace = new StringWriter();
			failure.printStackTrace(new PrintWriter(trace));
			output.trace(Secrets.hide(trace.toString()));
		}
		return kind.exitCode();
	}

}
