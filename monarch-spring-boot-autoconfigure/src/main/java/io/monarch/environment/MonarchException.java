package io.monarch.environment;

import org.jspecify.annotations.Nullable;

/**
 * A failure, described for an administrator: what failed, and what to do next.
 */
public class MonarchException extends RuntimeException {

	private final Kind kind;

	private final String action;

	public MonarchException(Kind kind, String message, String action) {
		this(kind, message, action, null);
	}

	public MonarchException(Kind kind, String message, String action, @Nullable Throwable cause) {
		super(Secrets.hide(message), cause);
		this.kind = kind;
		this.action = Secrets.hide(action);
	}

	/**
	 * Return the kind of this failure, which determines the exit code of a process.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Return the next step, as a sentence.
	 * @return the next step
	 */
	public String action() {
		return this.action;
	}

	/**
	 * The kinds of failure, with their exit codes.
	 */
	public enum Kind {

		/** The work was attempted and did not complete. */
		FAILED(1),

		/**
		 * An argument or a property is malformed or names something that does not exist.
		 */
		BAD_INPUT(2),

		/** Not confirmed, or forbidden by the protection of the target. */
		REFUSED(3),

		/** Another process holds the environment's lock. */
		BUSY(4),

		/** Two databases were compared and differ. */
		DIFFERENT(5),

		/** Completed with warnings that were requested to count as a failure. */
		WARNINGS(6);

		private final int exitCode;

		Kind(int exitCode) {
			this.exitCode = exitCode;
		}

		/**
		 * Return the exit code of a process that ends with this kind of failure.
		 * @return the exit code
		 */
		public int exitCode() {
			return this.exitCode;
		}

	}

}
