package io.monarch.batch;

/**
 * The number of documents of the next batch: less after one that took long or failed, and
 * more again later.
 */
final class BatchSize {

	/** A transaction that is open for longer makes writes of the application wait. */
	private static final long LONG_MILLIS = 500;

	private static final long LONG_MILLIS_IF_SHARED = 50;

	private final int maximum;

	private final long longMillis;

	private int size;

	/**
	 * Create the size of batches.
	 * @param shared whether the migration leaves time for the application
	 */
	BatchSize(int maximum, boolean shared) {
		this.maximum = maximum;
		this.longMillis = shared ? LONG_MILLIS_IF_SHARED : LONG_MILLIS;
		this.size = shared ? Math.min(maximum, 100) : maximum;
	}

	int get() {
		return this.size;
	}

	/**
	 * A batch failed: halve it.
	 */
	void failed(int documents) {
		this.size = Math.max(1, documents / 2);
	}

	void succeeded(int documents, long millis) {
		if (millis > this.longMillis) {
			this.size = (int) Math.max(1, Math.min(this.size, documents * this.longMillis / millis));
		}
		else if (millis < this.longMillis / 2 && documents >= this.size) {
			this.size = Math.min(this.maximum, this.size * 2);
		}
	}

}
