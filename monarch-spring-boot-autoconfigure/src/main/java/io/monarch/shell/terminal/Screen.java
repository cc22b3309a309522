package io.monarch.shell.terminal;

import java.util.function.IntSupplier;

/**
 * What is at the other end of a stream.
 *
 * @param terminal whether it is a terminal that can be drawn on
 * @param colours whether it shows colours
 * @param columns how many characters fit a line now, since a window can be resized
 */
public record Screen(boolean terminal, boolean colours, IntSupplier columns) {

	/** A file, a pipe or a script: nothing is shortened, coloured or drawn. */
	public static final Screen NONE = new Screen(false, false, () -> Integer.MAX_VALUE);

	/** What a line may have where the terminal does not say how wide it is. */
	public static final int USUAL_COLUMNS = 80;

	/**
	 * A terminal.
	 * @param type what {@code TERM} says it is
	 * @param noColor what {@code NO_COLOR} says, or an empty text
	 * @param columns how wide it is, or 0 where it does not say
	 */
	public static Screen terminal(String type, String noColor, IntSupplier columns) {
		boolean drawable = !type.isEmpty() && !type.startsWith("dumb");
		return new Screen(drawable, drawable && noColor.isEmpty(), usual(columns));
	}

	/**
	 * The same, where something else knows how wide it is.
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
