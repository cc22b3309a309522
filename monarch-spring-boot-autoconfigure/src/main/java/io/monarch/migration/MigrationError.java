package io.monarch.migration;

import java.util.List;

import io.monarch.batch.FailedDocumentException;
import io.monarch.environment.Causes;
import io.monarch.environment.FailureDescription;
import io.monarch.environment.FailureText;
import org.jspecify.annotations.Nullable;

/**
 * The error of a failed migration, as it is recorded and shown.
 *
 * @param message one line: the exception, its root cause, and the place in the migration
 * @param trace the truncated stack trace, without the frames above the migration
 */
record MigrationError(String message, String trace) {

	private static final int MAXIMUM_TRACE = 16_000;

	private static final int MAXIMUM_FRAMES = 100;

	private static final int MAXIMUM_CAUSES = 12;

	private static final int MAXIMUM_SUPPRESSED = 3;

	/** The frames above this class do not belong to the migration. */
	private static final String RUN = MigrationRun.class.getName();

	/**
	 * Describe a failure.
	 * @param failure what was thrown
	 * @param migration the class of the migration, or {@code null} if it is not known
	 */
	static MigrationError of(Throwable failure, @Nullable Class<?> migration) {
		return new MigrationError(FailureDescription.of(failure, migration), trace(Causes.of(failure)));
	}

	/**
	 * Describe a failure that is not the migration's own.
	 * @param reason why it failed
	 * @param failure what was thrown
	 * @param migration the class of the migration, or {@code null} if it is not known
	 */
	static MigrationError of(String reason, Throwable failure, @Nullable Class<?> migration) {
		return new MigrationError(FailureDescription.of(reason, failure, migration), trace(Causes.of(failure)));
	}

	/**
	 * Describe a document that a batch migration cannot change.
	 * @param failure what was thrown
	 */
	static MigrationError of(FailedDocumentException failure) {
		return new MigrationError(String.valueOf(FailureText.message(failure)), trace(Causes.of(failure)));
	}

	/**
	 * Write the stack traces from the outermost to the root cause. If there are too many,
	 * those in the middle are omitted, since the root cause matters most.
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
		StringBuilder trace = new StringBuilder(title(failure));
		StackTraceElement[] frames = FailureText.frames(failure);
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
		trace.append((shown < frames.length) ? "\n\t... " + (frames.length - shown) + " more\n" : "\n");
		Throwable[] suppressed = failure.getSuppressed();
		for (int i = 0; i < suppressed.length && i < MAXIMUM_SUPPRESSED; i++) {
			StackTraceElement[] places = FailureText.frames(suppressed[i]);
			trace.append("\tSuppressed: ")
				.append(title(suppressed[i]))
				.append((places.length > 0) ? "\n\t\tat " + places[0] + "\n" : "\n");
		}
		return trace.toString();
	}

	private static String title(Throwable failure) {
		String message = FailureText.message(failure);
		return failure.getClass().getName()
				+ ((message != null) ? ": " + FailureText.shorten(message, FailureDescription.MAXIMUM_MESSAGE) : "");
	}

}
