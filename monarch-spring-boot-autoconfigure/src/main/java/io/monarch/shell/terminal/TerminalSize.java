package io.monarch.shell.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Queries the size of the terminal periodically, since its window can be resized. It uses
 * {@code stty}, since opening a terminal of JLine takes longer than most commands.
 */
public final class TerminalSize {

	private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long PATIENCE_MILLIS = 500;

	private static final File TERMINAL = new File("/dev/tty");

	private int rows;

	private int columns;

	private long asked;

	/**
	 * Return its width, or 0 if it is unknown.
	 */
	public synchronized int columns() {
		askAgain();
		return this.columns;
	}

	/**
	 * Return its number of lines, or 0 if it is unknown.
	 */
	public synchronized int rows() {
		askAgain();
		return this.rows;
	}

	private void askAgain() {
		if (this.asked == 0 || System.nanoTime() - this.asked > VALID_NANOS) {
			String size = ask();
			int separator = size.lastIndexOf(' ');
			this.rows = number(size.substring(0, Math.max(separator, 0)));
			this.columns = number(size.substring(separator + 1));
			this.asked = System.nanoTime();
		}
	}

	/**
	 * Return the numbers of lines and columns, or an empty text if they are unknown.
	 */
	private static String ask() {
		if (!TERMINAL.exists()) {
			Map<String, String> environment = System.getenv();
			return environment.getOrDefault("LINES", "") + " " + environment.getOrDefault("COLUMNS", "");
		}
		try {
			Process process = new ProcessBuilder("stty", "size").redirectInput(TERMINAL)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				return "";
			}
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
		}
		catch (IOException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
	}

	private static int number(String text) {
		return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
	}

}
