package io.monarch.environment;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in words for an administrator: what failed, naming the thing, and what
 * to do next.
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
	 * Return what kind of failure this is, which decides the exit code of a process.
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
	 * The kinds of failure, and the exit code that each of them gives a process.
	 */
	public enum Kind {

		/** The work was tried and did not complete. */
		FAILED(1),

		/** Something that was typed or configured names nothing, or is malformed. */
		BAD_INPUT(2),

		/** Not confirmed, or forbidden by the protection of the target. */
		REFUSED(3),

		/** Another process holds the environment's lock. */
		BUSY(4),

		/** Done, with warnings that were asked to count. */
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
