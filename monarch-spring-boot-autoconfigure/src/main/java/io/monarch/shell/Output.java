package io.monarch.shell;

import java.io.PrintWriter;
import java.util.List;

import io.monarch.environment.Secrets;

import org.springframework.boot.json.JsonWriter;
import org.springframework.shell.jline.tui.table.ArrayTableModel;
import org.springframework.shell.jline.tui.table.Table;
import org.springframework.shell.jline.tui.table.TableBuilder;

/**
 * Where a command writes: its result to one stream, and everything else to the other.
 */
final class Output {

	/** What makes a terminal clear the rest of a line. */
	private static final String CLEAR = "\u001b[K";

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final PrintWriter result;

	private final PrintWriter notices;

	private final int width;

	private boolean drawn;

	/**
	 * Create an output.
	 * @param result takes results alone
	 * @param notices takes questions, progress, warnings and errors
	 * @param width how many characters a line of a table may have
	 */
	Output(PrintWriter result, PrintWriter notices, int width) {
		this.result = result;
		this.notices = notices;
		this.width = width;
	}

	void result(String line) {
		endDrawing();
		this.result.println(visible(line));
		this.result.flush();
	}

	/**
	 * Write text of our own that has several lines.
	 */
	void page(String text) {
		text.lines().forEach(this.result::println);
		this.result.flush();
	}

	/**
	 * Write one JSON value, in ASCII, so that no character set of a pipe or a terminal
	 * can spoil it.
	 */
	void json(Object value) {
		endDrawing();
		StringBuilder ascii = new StringBuilder();
		Secrets.hide(JSON.write(value).toJsonString()).chars().forEach((unit) -> append(ascii, unit, unit < 0x7f));
		this.result.println(ascii);
		this.result.flush();
	}

	void notice(String line) {
		endDrawing();
		this.notices.println(visible(line));
		this.notices.flush();
	}

	/**
	 * Write a line at a terminal in the place of the last one of this kind.
	 */
	void redraw(String line) {
		String shown = visible(line);
		int columns = Math.max(this.width - 1, 1);
		this.notices.print("\r" + ((shown.length() <= columns) ? shown : shown.substring(0, columns)) + CLEAR);
		this.notices.flush();
		this.drawn = true;
	}

	/**
	 * End the line that is redrawn.
	 */
	private void endDrawing() {
		if (this.drawn) {
			this.drawn = false;
			this.notices.print("\r" + CLEAR);
			this.notices.flush();
		}
	}

	/**
	 * Write a stack trace, for whoever asked for one.
	 */
	void trace(String trace) {
		trace.lines().map((line) -> visible(line.replace("\t", "    "))).forEach(this.notices::println);
		this.notices.flush();
	}

	void table(List<String> header, List<List<String>> rows) {
		endDrawing();
		Object[][] cells = new Object[rows.size() + 1][];
		cells[0] = header.stream().map((cell) -> cell + "  ").toArray();
		for (int i = 0; i < rows.size(); i++) {
			cells[i + 1] = rows.get(i).stream().map(Output::visible).map((cell) -> cell + "  ").toArray();
		}
		Table table = new TableBuilder(new ArrayTableModel(cells)).build();
		table.render(this.width).lines().map(String::stripTrailing).forEach(this.result::println);
		this.result.flush();
	}

	/**
	 * Show control characters, which a terminal would obey, and those that change how
	 * others are shown, as what they are; and hide credentials.
	 */
	static String visible(String text) {
		StringBuilder shown = new StringBuilder();
		Secrets.hide(text).codePoints().forEach((character) -> append(shown, character, !isObeyed(character)));
		return shown.toString();
	}

	private static boolean isObeyed(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				true;
			default -> false;
		};
	}

	private static void append(StringBuilder text, int character, boolean asIs) {
		if (asIs) {
			text.appendCodePoint(character);
		}
		else {
			Character.toString(character).chars().forEach((unit) -> text.append(String.format("\\u%04x", unit)));
		}
	}

}
