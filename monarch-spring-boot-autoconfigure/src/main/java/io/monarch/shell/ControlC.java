package io.monarch.shell;

import io.monarch.environment.Interruption;
import org.jline.utils.Signals;

import org.springframework.shell.core.InputReader;

/**
 * Lets Ctrl-C cancel a command in the shell of an application; pressed again within two
 * seconds it ends the process, as it would do there without this.
 */
final class ControlC implements AutoCloseable {

	private static final String INTERRUPT = "INT";

	private final InterruptPresses presses = new InterruptPresses(System::nanoTime);

	private final Cancellation cancellation = new Cancellation(Cancellation.PATIENCE);

	private final Object before = register();

	private Object register() {
		return Signals.register(INTERRUPT, () -> {
			if (this.presses.add()) {
				Runtime.getRuntime().exit(InterruptPresses.EXIT_CODE);
			}
			this.cancellation.cancel();
		});
	}

	/**
	 * Return what reads answers by a reader that listens to Ctrl-C itself, and to nothing
	 * afterwards.
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
		Signals.unregister(INTERRUPT, this.before);
		this.cancellation.close();
		Interruption.clear();
	}

}
