package io.monarch.backup.archive;

import java.util.concurrent.Semaphore;

/**
 * Lets only one thread at a time hold large data, such as a document of 16 MiB, its
 * compressed form and its message to the server: one for each thread would need a heap of
 * half a gigabyte.
 */
final class LargeMemory {

	static final long LARGE = 5 << 20;

	private final Semaphore permit = new Semaphore(1, true);

	/**
	 * Wait until no other thread holds anything large.
	 */
	void acquire() throws InterruptedException {
		this.permit.acquire();
	}

	void release() {
		this.permit.release();
	}

}
