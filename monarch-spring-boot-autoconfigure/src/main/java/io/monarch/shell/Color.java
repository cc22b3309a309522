package io.monarch.shell;

import io.monarch.environment.Protection;
import io.monarch.migration.MigrationState;

/**
 * A colour for a word, which never says more than the word itself.
 */
enum Color {

	PLAIN(0), RED(31), GREEN(32), YELLOW(33), BLUE(34), CYAN(36);

	private static final String START = "\u001b[";

	private final int code;

	Color(int code) {
		this.code = code;
	}

	/**
	 * Return the colour of environments that are protected like this.
	 */
	static Color of(Protection protection) {
		return switch (protection) {
			case OPEN -> GREEN;
			case GUARDED -> RED;
			case READ_ONLY -> CYAN;
		};
	}

	static Color of(MigrationState state) {
		return switch (state) {
			case NEW -> BLUE;
			case PROCESSING, MISSING, ROLLED_BACK -> YELLOW;
			case FAILED -> RED;
			case COMPLETED -> GREEN;
		};
	}

	/**
	 * Return text that a terminal shows in this colour.
	 */
	String write(String text) {
		return (this == PLAIN || text.isEmpty()) ? text : START + "1;" + this.code + "m" + text + START + "0m";
	}

}
