package io.monarch.shell;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.jline.reader.EndOfFileException;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;

/**
 * Lines of a pipe or a file, or of a person at a terminal that cannot be drawn on.
 */
final class PlainLines implements Lines {

	private final Console console;

	private final Runnable pressed;

	/** What Ctrl-C does now. */
	private volatile @Nullable Runnable handler;

	private final @Nullable InterruptSignal signal;

	/**
	 * Create the lines.
	 * @param pressed is called when Ctrl-C is pressed while a line is read
	 */
	PlainLines(Console console, Runnable pressed) {
		this.pressed = pressed;
		this.console = console;
		// Without a person Ctrl-C ends the process, as it ends everything in a script.
		this.signal = console.canAsk() ? new InterruptSignal(this::interrupted) : null;
	}

	private void interrupted() {
		Runnable current = this.handler;
		if (current != null) {
			current.run();
		}
	}

	@Override
	public String read(String prompt) {
		show(prompt);
		// A terminal forgets the line that was begun, and shows ^C behind the prompt.
		Runnable ignored = onInterrupt(() -> {
			show(System.lineSeparator());
			this.pressed.run();
			show(prompt);
		});
		try {
			String line = this.console.readLine();
			if (line == null) {
				throw new EndOfFileException();
			}
			return line;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The commands cannot be read", ex);
		}
		finally {
			ignored.run();
		}
	}

	private void show(String text) {
		if (this.console.canAsk()) {
			this.console.notices().print(text);
			this.console.notices().flush();
		}
	}

	@Override
	public @Nullable InputReader answers() {
		return this.console.canAsk() ? new ConsoleInputReader(this.console) : null;
	}

	@Override
	public Runnable onInterrupt(Runnable newHandler) {
		this.handler = newHandler;
		return () -> this.handler = null;
	}

	@Override
	public void close() {
		if (this.signal != null) {
			this.signal.close();
		}
	}

}
