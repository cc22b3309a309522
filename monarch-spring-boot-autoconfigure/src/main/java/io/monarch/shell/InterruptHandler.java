package io.monarch.shell;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Handles Ctrl-C while a command runs. The first press cancels the command. A second
 * press within two seconds ends the process. A process that is stopping also cancels the
 * command, and waits until it has cleaned up.
 */
final class InterruptHandler implements AutoCloseable {

	/** The exit code of a process that Ctrl-C ends. */
	static final int EXIT_CODE = 130;

	/** The time that a process waits for its only command. */
	static final Duration PATIENCE = Duration.ofSeconds(20);

	private final InterruptPresses presses;

	private final Duration patience;

	private final Runnable announcement;

	private final Thread command = Thread.currentThread();

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Thread hook = new Thread(this::processEnds, "monarch-cancel");

	private boolean cancelled;

	private volatile boolean ending;

	/**
	 * Create the handler of the command that the current thread runs.
	 * @param presses earlier presses of Ctrl-C
	 * @param patience the time that an ending process waits for the command
	 * @param announcement announces that the command is being cancelled
	 */
	InterruptHandler(InterruptPresses presses, Duration patience, Runnable announcement) {
		this.presses = presses;
		this.patience = patience;
		this.announcement = announcement;
		try {
			Runtime.getRuntime().addShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			cancel(); // the process is ending
		}
	}

	/**
	 * Create the handler for the only command of its process. Ctrl-C ends that process,
	 * which cancels the command.
	 */
	static InterruptHandler ofProcess() {
		return new InterruptHandler(new InterruptPresses(System::nanoTime), PATIENCE, () -> {
		});
	}

	/**
	 * Handle Ctrl-C.
	 */
	void interrupted() {
		if (this.presses.add()) {
			this.ending = true;
			Runtime.getRuntime().exit(EXIT_CODE);
		}
		this.announcement.run();
		cancel();
	}

	private synchronized void cancel() {
		this.cancelled = true;
		this.command.interrupt();
	}

	/**
	 * Tell whether the command was cancelled.
	 */
	synchronized boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Tell whether the process is stopping.
	 */
	boolean isEnding() {
		return this.ending;
	}

	/**
	 * Cancel the command unless it was already cancelled, which would disturb its
	 * cleanup, and wait for it.
	 */
	private void processEnds() {
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
	 * End with the command.
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
