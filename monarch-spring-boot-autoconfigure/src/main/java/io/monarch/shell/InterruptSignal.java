package io.monarch.shell;

import org.jline.utils.Signals;

import org.springframework.shell.core.InputReader;

/**
 * Calls a handler whenever Ctrl-C is pressed in the process, until it is closed.
 */
final class InterruptSignal implements AutoCloseable {

	private static final String NAME = "INT";

	private final Runnable handler;

	private final Object before;

	InterruptSignal(Runnable handler) {
		this.handler = handler;
		this.before = register();
	}

	private Object register() {
		return Signals.register(NAME, this.handler);
	}

	/**
	 * Return a reader of answers that restores the signal handler. JLine's reader handles
	 * Ctrl-C itself while it reads, and then leaves no handler.
	 */
	InputReader around(InputReader reader) {
		return new InputReader() {

			@Override
			public String readInput(String prompt) throws Exception {
				try {
					return reader.readInput(prompt);
				}
				finally {
					Object unused = register();
				}
			}

		};
	}

	@Override
	public void close() {
		Signals.unregister(NAME, this.before);
	}

}
