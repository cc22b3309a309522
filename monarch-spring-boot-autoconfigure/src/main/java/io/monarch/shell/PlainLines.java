package io.monarch.shell;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.jline.reader.EndOfFileException;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;

/**
 * Lines of a pipe, a file, or a terminal that does not support drawing.
 */
final class PlainLines implements Lines {

	private final Console console;

	private final Runnable pressed;

	/** The current handler of Ctrl-C. */
	private volatile @Nullable Runnable handler;

	private final @Nullable InterruptSignal signal;

	/**
	 * Create the lines.
	 * @param pressed called when Ctrl-C is pressed while a line is read
	 */
	PlainLines(Console console, Runnable pressed) {
		this.pressed = pressed;
		this.console = console;
		// Without a terminal, Ctrl-C ends the process, as in any script.
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
		// A terminal discards the current line, and shows ^C after the prompt.
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
