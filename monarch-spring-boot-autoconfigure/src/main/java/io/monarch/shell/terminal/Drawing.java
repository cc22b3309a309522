package io.monarch.shell.terminal;

import java.util.List;

/**
 * What makes a terminal show lines in the place of the last ones of this kind.
 */
public final class Drawing {

	/** What makes a terminal clear the line, and all that is below it. */
	private static final String CLEAR = "\r\u001b[J";

	private int drawn;

	/**
	 * Return what shows lines in the place of the last ones.
	 * @param lines the lines, none wider than the terminal
	 */
	public String replace(List<String> lines) {
		String text = clear() + String.join(System.lineSeparator(), lines);
		this.drawn = lines.size();
		return text;
	}

	/**
	 * Return what takes away the last lines, or an empty text where there are none.
	 */
	public String end() {
		String text = (this.drawn > 0) ? clear() : "";
		this.drawn = 0;
		return text;
	}

	/**
	 * Go to the beginning of what was drawn, and clear it.
	 */
	private String clear() {
		return ((this.drawn > 1) ? "\u001b[" + (this.drawn - 1) + "A" : "") + CLEAR;
	}

}
