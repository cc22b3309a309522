package io.monarch.shell;

import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;

/**
 * Where the lines of the prompt come from.
 */
interface Lines extends AutoCloseable {

	/**
	 * Read the next line.
	 * @param prompt what to show a person before it
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
	 * Return what reads answers, or {@code null} if no question can be asked.
	 */
	@Nullable InputReader answers();

	/**
	 * Call something whenever Ctrl-C is pressed while no line is read.
	 * @return what ends that
	 */
	Runnable onInterrupt(Runnable handler);

	@Override
	void close();

}
