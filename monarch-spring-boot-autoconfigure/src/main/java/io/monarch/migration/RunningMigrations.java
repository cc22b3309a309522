package io.monarch.migration;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The threads that run migrations. A process that is stopping can let the running
 * migration end, start no other one, and record the result.
 */
final class RunningMigrations {

	private final Set<Thread> threads = new HashSet<>();

	private boolean closed;

	synchronized void enter() {
		ensureOpen();
		this.threads.add(Thread.currentThread());
	}

	synchronized void exit() {
		this.threads.remove(Thread.currentThread());
		notifyAll();
	}

	/**
	 * Check that another migration may begin.
	 */
	synchronized void ensureOpen() {
		if (this.closed) {
			throw new MonarchException(Kind.FAILED, "The application is shutting down, so no migration is started.",
					"Pending migrations run at the next start.");
		}
	}

	/**
	 * Tell whether the process is stopping.
	 */
	synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * Let no migration begin, wait for the running one, and interrupt it if it takes too
	 * long.
	 */
	synchronized void close(Duration grace, Duration afterInterrupt) throws InterruptedException {
		this.closed = true;
		await(grace);
		this.threads.forEach(Thread::interrupt);
		await(afterInterrupt);
	}

	private void await(Duration limit) throws InterruptedException {
		long end = System.nanoTime() + limit.toNanos();
		// The thread that closes the application may be the one that ran the migrations.
		while (this.threads.stream().anyMatch((thread) -> thread != Thread.currentThread())) {
			long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
			if (millis <= 0) {
				return;
			}
			wait(millis);
		}
	}

}
