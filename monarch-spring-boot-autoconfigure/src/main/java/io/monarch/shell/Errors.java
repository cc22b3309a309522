package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

import io.monarch.environment.Causes;
import io.monarch.environment.FailureText;
import io.monarch.environment.LoggableFailure;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;

/**
 * Reports a failure in one or two lines: what failed, and what to do next.
 */
public final class Errors {

	private static final String OUTPUT = "--" + CommandSpec.OUTPUT.name();

	private static final String JSON = "json";

	private Errors() {
	}

	/**
	 * Report a failure outside a command, before there is a shell.
	 * @param failure the failure
	 * @param console the streams of the process
	 * @param debug whether to add the stack trace
	 * @return the exit code of the process
	 */
	public static int report(Throwable failure, Console console, boolean debug) {
		return report(failure, console.output(Highlighter.NONE), debug);
	}

	/**
	 * Report a failure outside a command, before there is a shell.
	 * @param failure the failure
	 * @param console the streams of the process
	 * @param words the words of the command line, which can request JSON
	 * @param debug whether to add the stack trace
	 * @return the exit code of the process
	 */
	public static int report(Throwable failure, Console console, List<String> words, boolean debug) {
		return report(failure, console.output(Highlighter.NONE), words, debug);
	}

	/**
	 * Report a failure, also as JSON if that was requested and nothing was written yet,
	 * so that there is always one value.
	 */
	static int report(Throwable failure, Output output, List<String> words, boolean debug) {
		int code = report(failure, output, debug);
		if (wantsJson(words) && !output.hasJson()) {
			output.json(JsonViews.of(Report.of(failure, false)));
		}
		return code;
	}

	private static boolean wantsJson(List<String> words) {
		int option = words.indexOf(OUTPUT);
		return words.contains(OUTPUT + "=" + JSON)
				|| (option >= 0 && option + 1 < words.size() && words.get(option + 1).equals(JSON));
	}

	static int report(Throwable failure, Output output, boolean debug) {
		Report report = Report.of(failure, debug);
		if (report.kind() == Kind.DIFFERENT) {
			return report.kind().exitCode(); // the result says it
		}
		output.notice(report.message());
		if (!report.action().isEmpty()) {
			output.notice(report.action());
		}
		if (debug) {
			StringWriter trace = new StringWriter();
			LoggableFailure.of(failure).printStackTrace(new PrintWriter(trace));
			output.trace(trace.toString());
		}
		return report.kind().exitCode();
	}

	/**
	 * The report of a failure.
	 *
	 * @param message the description
	 * @param action the next step, or an empty text
	 * @param kind the kind, which has the exit code
	 */
	record Report(String message, String action, Kind kind) {

		static Report of(Throwable failure, boolean debug) {
			// Exceptions of the container hide the reason why a bean cannot be created,
			// and those of a query set hide that its question was not answered.
			if (Causes.find(failure, UserInterruptException.class) != null
					|| Causes.find(failure, EndOfFileException.class) != null) {
				return new Report("Not confirmed.", "Nothing was changed.", Kind.REFUSED);
			}
			MonarchException monarch = Causes.find(failure, MonarchException.class);
			if (monarch == null) {
				monarch = ProcessFailure.translate(failure);
			}
			if (monarch != null) {
				return new Report(String.valueOf(monarch.getMessage()), monarch.action(), monarch.kind());
			}
			String message = FailureText.firstLine(FailureText.message(failure));
			return new Report(failure.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message),
					debug ? "" : "Add --debug for the stack trace.", Kind.FAILED);
		}

	}

}
