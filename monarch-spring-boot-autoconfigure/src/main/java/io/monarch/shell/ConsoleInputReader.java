package io.monarch.shell;

import java.io.IOException;

import org.springframework.shell.core.InputReader;

/**
 * Reads answers for a single command, with the question on the stream of notices.
 */
final class ConsoleInputReader implements InputReader {

	private final Console console;

	ConsoleInputReader(Console console) {
		this.console = console;
	}

	@Override
	public String readInput(String prompt) throws IOException {
		this.console.notices().print(prompt);
		this.console.notices().flush();
		String line = this.console.readLine();
		return (line != null) ? line : "";
	}

}
