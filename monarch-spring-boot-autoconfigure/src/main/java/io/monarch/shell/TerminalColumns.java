package io.monarch.shell;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Asks how wide the terminal is, now and then, since its window can be resized. It is
 * asked by {@code stty}: a terminal of JLine takes longer to open than most commands
 * take.
 */
final class TerminalColumns implements IntSupplier {

	private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long PATIENCE_MILLIS = 500;

	private static final File TERMINAL = new File("/dev/tty");

	private int columns;

	private long asked;

	@Override
	public synchronized int getAsInt() {
		if (this.asked == 0 || System.nanoTime() - this.asked > VALID_NANOS) {
			this.columns = ask();
			this.asked = System.nanoTime();
		}
		return this.columns;
	}

	/**
	 * Return how wide it is, or 0 where that is unknown.
	 */
	private static int ask() {
		if (!TERMINAL.exists()) {
			return columns(System.getenv("COLUMNS"));
		}
		try {
			Process process = new ProcessBuilder("stty", "size").redirectInput(TERMINAL)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
				process.destroyForcibly();
				return 0;
			}
			String size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
			return columns(size.substring(size.indexOf(' ') + 1));
		}
		catch (IOException ex) {
			return 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 0;
		}
	}

	private static int columns(@Nullable String text) {
		return (text != null && text.matches("\\d{1,4}")) ? Integer.parseInt(text) : 0;
	}

}
