package io.monarch.shell.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

import org.jline.utils.Signals;

/**
 * Shows a long result page by page, with a program that reads the keys of the terminal.
 */
public final class Pager {

	/**
	 * Ends immediately if everything fits, shows colors, and leaves the last page on
	 * screen.
	 */
	private static final List<String> LESS = List.of("less", "-FRX");

	private static final String CAT = "cat";

	private static final String INTERRUPT = "INT";

	/** The exit code of a shell that cannot start a program. */
	private static final int NOT_STARTED = 126;

	private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

	private final List<String> command;

	private final IntSupplier rows;

	private final Charset charset;

	private boolean wanted = true;

	private volatile boolean showing;

	private Pager(List<String> command, IntSupplier rows, Charset charset) {
		this.command = command;
		this.rows = rows;
		this.charset = charset;
	}

	/**
	 * Create one that is never used, so that everything is printed.
	 */
	public static Pager none() {
		return new Pager(List.of(), () -> 0, Charset.defaultCharset());
	}

	/**
	 * Create the pager that the user wants: {@code MONARCH_PAGER}, {@code PAGER} or
	 * {@code less}. The first of them that is set decides; empty or {@code cat} means
	 * none.
	 * @param variables the environment variables
	 * @param rows the number of lines of the window, or 0 if it is unknown
	 * @param charset the character set of the terminal
	 */
	public static Pager of(Map<String, String> variables, IntSupplier rows, Charset charset) {
		String wanted = variables.getOrDefault("MONARCH_PAGER", variables.get("PAGER"));
		if (wanted == null) {
			return new Pager(LESS, rows, charset);
		}
		boolean none = wanted.isBlank() || wanted.strip().equals(CAT);
		return none ? none() : new Pager(List.of("sh", "-c", wanted), rows, charset);
	}

	/**
	 * Set whether the next command may use it.
	 */
	public void setWanted(boolean wanted) {
		this.wanted = wanted;
	}

	/**
	 * Tell whether it currently controls the window.
	 */
	public boolean isShowing() {
		return this.showing;
	}

	/**
	 * Tell whether lines exceed the window.
	 * @param width its width; longer lines wrap
	 */
	public boolean isNeeded(List<String> lines, int width) {
		int height = this.wanted ? this.rows.getAsInt() : 0;
		long needed = lines.stream()
			.mapToLong((line) -> 1 + Math.max(Text.width(COLOUR.matcher(line).replaceAll("")) - 1, 0) / width)
			.sum();
		return height > 0 && needed >= height; // the prompt below needs a line too
	}

	/**
	 * Show lines until the user ends the pager, which handles Ctrl-C in the meantime.
	 * @return whether they were shown, which fails if the program cannot be started
	 */
	public boolean show(List<String> lines) {
		Object before = Signals.register(INTERRUPT, () -> {
		});
		this.showing = true;
		try {
			ProcessBuilder builder = new ProcessBuilder(this.command).redirectOutput(ProcessBuilder.Redirect.INHERIT)
				.redirectError(ProcessBuilder.Redirect.INHERIT);
			builder.environment().putIfAbsent("LESS", "FRX");
			Process process = builder.start();
			try {
				write(lines, process);
				int code = process.waitFor();
				return code != NOT_STARTED && code != NOT_STARTED + 1;
			}
			catch (InterruptedException ex) {
				process.destroy();
				Thread.currentThread().interrupt();
				return true;
			}
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			this.showing = false;
			Signals.unregister(INTERRUPT, before);
		}
	}

	/**
	 * Write the lines. A pager that ends early stops reading, which this kind of writer
	 * ignores.
	 */
	private void write(List<String> lines, Process process) {
		try (PrintStream stream = new PrintStream(process.getOutputStream());
				PrintWriter writer = new PrintWriter(new StreamWriter(stream, this.charset))) {
			lines.forEach(writer::println);
		}
	}

}
