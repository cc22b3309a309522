package io.monarch.shell;

import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;

/**
 * The source of the prompt's lines.
 */
interface Lines extends AutoCloseable {

	/**
	 * Read the next line.
	 * @param prompt the prompt to show to a user
	 * @throws org.jline.reader.UserInterruptException if Ctrl-C was pressed
	 * @throws org.jline.reader.EndOfFileException if there are no more lines
	 */
	String read(String prompt);

	/**
	 * Keep a line for the next time.
	 */
	default void keep(String line) {
	}

	/**
	 * Return the reader of answers, or {@code null} if no question can be asked.
	 */
	@Nullable InputReader answers();

	/**
	 * Call a handler whenever Ctrl-C is pressed while no line is read.
	 * @return an action that ends this
	 */
	Runnable onInterrupt(Runnable handler);

	@Override
	void close();

}
