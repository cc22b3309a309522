package io.monarch.testsupport;

/**
 * Sends signals to processes that a test has started.
 */
public final class MongodSignals {

	private MongodSignals() {
	}

	/**
	 * Send a signal.
	 * @param pid the process
	 * @param signal the signal's name, such as {@code STOP}
	 */
	public static void signal(long pid, String signal) {
		MongodProcess.signal(pid, signal);
	}

}
