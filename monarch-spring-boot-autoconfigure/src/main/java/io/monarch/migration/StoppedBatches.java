package io.monarch.migration;

/**
 * Thrown by a run when a batch migration was stopped between two batches. Its record says
 * that it has begun, and the next run continues it.
 */
final class StoppedBatches extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String id;

	StoppedBatches(String id, Exception reason) {
		super(reason.getMessage(), reason);
		this.id = id;
	}

	/**
	 * Return the id of the migration.
	 */
	String id() {
		return this.id;
	}

}
