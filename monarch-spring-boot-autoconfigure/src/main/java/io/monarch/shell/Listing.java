package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * What a command prints that lists something. At a terminal, what is too long for a row
 * stands below the table, and then a summary. Elsewhere the result is one line for each
 * row, so that it can be read by line, and the summary is a notice.
 */
final class Listing {

	private static final String INDENT = "  ";

	/** Of a long text, so many lines are shown. */
	private static final int SHOWN = 6;

	private final Session session;

	private final Table table;

	private final List<String> below = new ArrayList<>();

	Listing(Session session, Table table) {
		this.session = session;
		this.table = table;
	}

	/**
	 * Add a text below the table, which is shown at a terminal alone.
	 * @param name what it is about
	 * @param text the text, which can be long and can have several lines
	 * @param more where all of a text is shown that is too long for here
	 */
	void note(String name, String text, String more) {
		int width = Math.max(this.session.output().width() - INDENT.length(), 1);
		List<String> lines = text.lines()
			.filter((line) -> !line.isBlank())
			.map((line) -> Output.visible(line.replace("\t", INDENT)))
			.flatMap((line) -> Text.wrap(line, width).stream())
			.toList();
		this.below.add("");
		this.below.add(name);
		lines.stream().limit(SHOWN).forEach((line) -> this.below.add(INDENT + line));
		if (lines.size() > SHOWN) {
			this.below.add(INDENT + "... " + more);
		}
	}

	/**
	 * Print it.
	 * @param summary how many there are, and of which kinds
	 */
	void print(String summary) {
		Output output = this.session.output();
		if (output.isAtTerminal()) {
			this.below.add("");
			this.below.add(summary);
			output.list(this.table, this.below);
		}
		else {
			output.list(this.table, List.of());
			output.requireWritten();
			this.session.inform(summary);
		}
	}

}
