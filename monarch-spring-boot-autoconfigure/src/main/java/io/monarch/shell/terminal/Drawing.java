package io.monarch.shell.terminal;

import java.util.List;

/**
 * The control sequences with which a terminal replaces the last drawn lines.
 */
public final class Drawing {

	/** Clears the line and everything below it. */
	private static final String CLEAR = "\r\u001b[J";

	private int drawn;

	/**
	 * Return the text that replaces the last lines.
	 * @param lines the lines, none wider than the terminal
	 */
	public String replace(List<String> lines) {
		String text = clear() + String.join(System.lineSeparator(), lines);
		this.drawn = lines.size();
		return text;
	}

	/**
	 * Return the text that erases the last lines, or an empty text if there are none.
	 */
	public String end() {
		String text = (this.drawn > 0) ? clear() : "";
		this.drawn = 0;
		return text;
	}

	/**
	 * Return the text that moves to the beginning of the drawn lines and clears them.
	 */
	private String clear() {
		return ((this.drawn > 1) ? "\u001b[" + (this.drawn - 1) + "A" : "") + CLEAR;
	}

}
