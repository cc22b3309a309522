package io.monarch.batch;

/**
 * Thrown when batches stop between two of them. Everything before is committed, and a
 * later run continues there.
 */
public final class BatchesStoppedException extends Exception {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param reason why they stop, such as {@code the process is stopping}
	 */
	public BatchesStoppedException(String reason) {
		super(reason);
	}

}
