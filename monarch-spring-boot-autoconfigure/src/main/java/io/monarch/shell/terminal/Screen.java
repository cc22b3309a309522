package io.monarch.shell.terminal;

import java.util.function.IntSupplier;

/**
 * The destination of a stream.
 *
 * @param terminal whether it is a terminal that supports drawing
 * @param colours whether it shows colors
 * @param columns the current number of characters in a line, since a window can be
 * resized
 */
public record Screen(boolean terminal, boolean colours, IntSupplier columns) {

	/** A file, a pipe or a script: nothing is shortened, colored or drawn. */
	public static final Screen NONE = new Screen(false, false, () -> Integer.MAX_VALUE);

	/** The width if the terminal does not report it. */
	public static final int USUAL_COLUMNS = 80;

	/**
	 * Create a terminal.
	 * @param type the value of {@code TERM}
	 * @param noColor the value of {@code NO_COLOR}, or an empty text
	 * @param columns its width, or 0 if it is unknown
	 */
	public static Screen terminal(String type, String noColor, IntSupplier columns) {
		boolean drawable = !type.isEmpty() && !type.startsWith("dumb");
		return new Screen(drawable, drawable && noColor.isEmpty(), usual(columns));
	}

	/**
	 * Return the same with another source of the width.
	 */
	public Screen with(IntSupplier newColumns) {
		return this.equals(NONE) ? NONE : new Screen(this.terminal, this.colours, usual(newColumns));
	}

	private static IntSupplier usual(IntSupplier columns) {
		return () -> {
			int width = columns.getAsInt();
			return (width > 0) ? width : USUAL_COLUMNS;
		};
	}

	public int width() {
		return this.columns.getAsInt();
	}

}
