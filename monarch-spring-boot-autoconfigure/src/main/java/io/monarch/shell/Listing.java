package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Text;

/**
 * The output of a command that lists something. At a terminal, texts that are too long
 * for a row are below the table, followed by a summary. Elsewhere the result is one line
 * for each row, so that it can be read by line, and the summary is a notice.
 */
final class Listing {

	private static final String INDENT = "  ";

	private final Session session;

	private final Table table;

	private final List<String> below = new ArrayList<>();

	/** Hints where the complete texts are shown. */
	private final List<String> more = new ArrayList<>();

	Listing(Session session, Table table) {
		this.session = session;
		this.table = table;
	}

	/**
	 * Add a text below the table, which is shown only at a terminal.
	 * @param name its subject
	 * @param text the text, which can take several lines
	 */
	void note(String name, String text) {
		int width = Math.max(this.session.output().width() - INDENT.length(), 1);
		this.below.add("");
		this.below.add(name);
		Text.wrap(Output.visible(text), width).forEach((line) -> this.below.add(INDENT + line));
	}

	/**
	 * Add a hint where a shortened text is shown completely: below the text, or below the
	 * list if that is read by line.
	 */
	void more(String line) {
		(this.session.output().isAtTerminal() ? this.below : this.more).add(INDENT + line);
	}

	/**
	 * Print the list.
	 * @param summary the summary of numbers and kinds
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
