package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Text;

/**
 * What a command prints that lists something. At a terminal, what is too long for a row
 * stands below the table, and then a summary. Elsewhere the result is one line for each
 * row, so that it can be read by line, and the summary is a notice.
 */
final class Listing {

	private static final String INDENT = "  ";

	private final Session session;

	private final Table table;

	private final List<String> below = new ArrayList<>();

	/** Where all of what is shortened is shown. */
	private final List<String> more = new ArrayList<>();

	Listing(Session session, Table table) {
		this.session = session;
		this.table = table;
	}

	/**
	 * Add a text below the table, which is shown at a terminal alone.
	 * @param name what it is about
	 * @param text the text, which can take several lines
	 */
	void note(String name, String text) {
		int width = Math.max(this.session.output().width() - INDENT.length(), 1);
		this.below.add("");
		this.below.add(name);
		Text.wrap(Output.visible(text), width).forEach((line) -> this.below.add(INDENT + line));
	}

	/**
	 * Say where all of something is shown that is shortened here: below its text, or
	 * below the list where that is read by line.
	 */
	void more(String line) {
		(this.session.output().isAtTerminal() ? this.below : this.more).add(INDENT + line);
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
			this.more.forEach((line) -> this.session.inform(line.strip()));
			this.session.inform(summary);
		}
	}

}
