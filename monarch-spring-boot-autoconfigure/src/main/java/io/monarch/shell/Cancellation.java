package io.monarch.shell;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that the process is told to end in the middle of, as by Ctrl-C, put in
 * order what it has begun before the process is gone.
 */
final class Cancellation implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Thread command = Thread.currentThread();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Thread hook = new Thread(this::cancel, "monarch-cancel");

	Cancellation() {
		Runtime.getRuntime().addShutdownHook(this.hook);
	}

	private void cancel() {
		this.command.interrupt();
		try {
			boolean unused = this.ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
