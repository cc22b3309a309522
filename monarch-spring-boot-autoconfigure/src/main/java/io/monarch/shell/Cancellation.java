package io.monarch.shell;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is cancelled, or that the process is told to end in the middle of,
 * put in order what it has begun before the process is gone.
 */
final class Cancellation implements AutoCloseable {

	/** How long a command alone is waited for. */
	static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Duration patience;

	private final Thread command = Thread.currentThread();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Thread hook = new Thread(this::end, "monarch-cancel");

	private boolean cancelled;

	Cancellation(Duration patience) {
		this.patience = patience;
		try {
			Runtime.getRuntime().addShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			cancel(); // the process is ending
		}
	}

	/**
	 * Cancel the command.
	 */
	synchronized void cancel() {
		this.cancelled = true;
		this.command.interrupt();
	}

	synchronized boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Cancel the command unless that was done, which would disturb it in putting things
	 * in order, and wait for it.
	 */
	private void end() {
		if (!isCancelled()) {
			cancel();
		}
		try {
			boolean unused = this.ended.await(this.patience.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Say that the command has ended.
	 */
	@Override
	public void close() {
		this.ended.countDown();
		try {
			boolean unused = Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// the process is ending, and waits for this
		}
	}

}
