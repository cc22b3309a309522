package io.monarch.shell.terminal;

/**
 * A color for a word, which never adds information to the word itself.
 */
public enum Color {

	PLAIN(0), RED(31), GREEN(32), YELLOW(33), BLUE(34), CYAN(36);

	private static final String START = "\u001b[";

	private final int code;

	Color(int code) {
		this.code = code;
	}

	/**
	 * Return text that a terminal shows in this color.
	 */
	public String write(String text) {
		return (this == PLAIN || text.isEmpty()) ? text : START + "1;" + this.code + "m" + text + START + "0m";
	}

}
