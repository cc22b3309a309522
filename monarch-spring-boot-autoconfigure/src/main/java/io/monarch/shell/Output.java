package io.monarch.shell;

import java.io.PrintWriter;
import java.util.List;

import org.springframework.boot.json.JsonWriter;
import org.springframework.shell.jline.tui.table.ArrayTableModel;
import org.springframework.shell.jline.tui.table.Table;
import org.springframework.shell.jline.tui.table.TableBuilder;

/**
 * Where a command writes: its result to one stream, and everything else to the other.
 */
final class Output {

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private final PrintWriter result;

	private final PrintWriter notices;

	private final int width;

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
		this.result.println(visible(line));
		this.result.flush();
	}

	/**
	 * Write text of our own that has several lines.
	 */
	void page(String text) {
		this.result.println(text);
		this.result.flush();
	}

	void json(Object value) {
		this.result.println(JSON.write(value).toJsonString());
		this.result.flush();
	}

	void notice(String line) {
		this.notices.println(visible(line));
		this.notices.flush();
	}

	/**
	 * Write a question and stay on its line.
	 */
	void prompt(String question) {
		this.notices.print(visible(question));
		this.notices.flush();
	}

	/**
	 * Write a stack trace, for whoever asked for one.
	 */
	void trace(String trace) {
		this.notices.println(trace);
		this.notices.flush();
	}

	void table(List<String> header, List<List<String>> rows) {
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
	 * Show control characters, which a terminal would obey, as what they are.
	 */
	static String visible(String text) {
		if (text.chars().noneMatch(Character::isISOControl)) {
			return text;
		}
		StringBuilder shown = new StringBuilder();
		text.codePoints().forEach((character) -> {
			if (Character.isISOControl(character)) {
				shown.append(String.format("\\u%04x", character));
			}
			else {
				shown.appendCodePoint(character);
			}
		});
		return shown.toString();
	}

}
