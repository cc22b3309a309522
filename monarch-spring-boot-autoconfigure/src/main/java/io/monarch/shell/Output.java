package io.monarch.shell;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

import io.monarch.environment.ControlCharacters;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Secrets;
import io.monarch.shell.terminal.Drawing;
import io.monarch.shell.terminal.Pager;
import io.monarch.shell.terminal.Screen;
import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Text;

/**
 * The output of a command: its result to one stream, and everything else to the other.
 * Thread-safe.
 */
final class Output {

	private PrintWriter result;

	private final Screen resultScreen;

	private PrintWriter notices;

	private final Screen noticeScreen;

	private final Highlighter highlighter;

	private final Pager pager;

	private final Drawing drawing = new Drawing();

	private boolean json;

	private volatile long said = System.nanoTime();

	/**
	 * Create an output.
	 * @param result the writer for results only
	 * @param resultScreen its screen
	 * @param notices the writer for questions, progress, warnings and errors
	 * @param noticeScreen its screen
	 * @param highlighter determines the colors of names
	 */
	Output(PrintWriter result, Screen resultScreen, PrintWriter notices, Screen noticeScreen, Highlighter highlighter) {
		this(result, resultScreen, notices, noticeScreen, highlighter, Pager.none());
	}

	/**
	 * Create an output.
	 * @param pager shows long output page by page
	 */
	Output(PrintWriter result, Screen resultScreen, PrintWriter notices, Screen noticeScreen, Highlighter highlighter,
			Pager pager) {
		this.result = result;
		this.resultScreen = resultScreen;
		this.notices = notices;
		this.noticeScreen = noticeScreen;
		this.highlighter = highlighter;
		this.pager = pager;
	}

	/**
	 * Remember the time of the last output.
	 */
	void touch() {
		this.said = System.nanoTime();
	}

	/**
	 * Return the time since the last output, apart from progress.
	 */
	Duration silence() {
		return Duration.ofNanos(System.nanoTime() - this.said);
	}

	/**
	 * Print something, and suppress all further output.
	 */
	synchronized int last(IntSupplier words) {
		try {
			return words.getAsInt();
		}
		finally {
			this.result = new PrintWriter(Writer.nullWriter());
			this.notices = this.result;
		}
	}

	synchronized void result(String line) {
		touch();
		endDrawing();
		this.result.println(line(line, this.resultScreen));
		this.result.flush();
	}

	/**
	 * Write trusted text, page by page if it does not fit the window.
	 */
	void page(String text) {
		show(text.lines().toList());
	}

	/**
	 * Write text for another program, unchanged.
	 */
	void script(String text) {
		touch();
		endDrawing();
		print(text.lines().toList());
	}

	/**
	 * Write lines, page by page if they do not fit the window.
	 */
	void lines(List<String> lines) {
		show(lines.stream().map((line) -> line(line, this.resultScreen)).toList());
	}

	/**
	 * Write lines that are safe to show, page by page if they do not fit the window.
	 */
	private void show(List<String> lines) {
		touch();
		endDrawing();
		if (this.pager.isNeeded(lines, width()) && this.pager.show(lines)) {
			touch();
		}
		else {
			print(lines);
		}
	}

	private synchronized void print(List<String> lines) {
		lines.forEach(this.result::println);
		this.result.flush();
	}

	Pager pager() {
		return this.pager;
	}

	/**
	 * Write a list: its table, and the other lines below it.
	 */
	void list(Table table, List<String> below) {
		List<String> lines = new ArrayList<>(lines(table));
		below.forEach((line) -> lines.add(line(line, this.resultScreen)));
		show(lines);
	}

	private List<String> lines(Table table) {
		return table.lines(width(), Output::visible,
				(text, ink) -> this.resultScreen.colours() ? ink.write(text) : text);
	}

	/**
	 * Tell whether results are shown at a terminal, rather than stored in a file or read
	 * by a script.
	 */
	boolean isAtTerminal() {
		return width() != Integer.MAX_VALUE;
	}

	/**
	 * Return the maximum number of characters in a line of a result.
	 */
	int width() {
		return this.resultScreen.width();
	}

	/**
	 * Write one JSON value, in ASCII, so that the character set of a pipe or a terminal
	 * does not matter.
	 */
	synchronized void json(Object value) {
		this.json = true;
		touch();
		endDrawing();
		this.result.println(AsciiJson.write(value));
		this.result.flush();
	}

	/**
	 * Begin the next command, which writes at most one JSON value.
	 */
	synchronized void begin() {
		this.json = false;
	}

	/**
	 * Tell whether the command has written its JSON value.
	 */
	synchronized boolean hasJson() {
		return this.json;
	}

	synchronized void notice(String line) {
		touch();
		progress(line);
	}

	/**
	 * Write a line of progress.
	 */
	synchronized void progress(String line) {
		endDrawing();
		this.notices.println(line(line, this.noticeScreen));
		this.notices.flush();
	}

	private String line(String line, Screen screen) {
		return coloured(visible(line), screen);
	}

	private String coloured(String shown, Screen screen) {
		return screen.colours() ? this.highlighter.highlight(shown) : shown;
	}

	boolean hasColours() {
		return this.noticeScreen.colours();
	}

	/**
	 * Tell whether lines can be redrawn.
	 */
	boolean canRedraw() {
		return this.noticeScreen.terminal();
	}

	/**
	 * Redraw lines at a terminal over the last ones, truncating each to the width.
	 */
	synchronized void redraw(List<String> lines) {
		int columns = Math.max(this.noticeScreen.width() - 1, 1);
		this.notices.print(this.drawing.replace(lines.stream()
			.map((line) -> coloured(Text.begin(visible(line), columns), this.noticeScreen))
			.toList()));
		this.notices.flush();
	}

	/**
	 * Erase the drawn lines.
	 */
	synchronized void endDrawing() {
		String end = this.drawing.end();
		if (!end.isEmpty()) {
			this.notices.print(end);
			this.notices.flush();
		}
	}

	/**
	 * Write a stack trace.
	 */
	synchronized void trace(String trace) {
		touch();
		endDrawing();
		// A secret can have several lines.
		Secrets.hide(trace).lines().map((line) -> visible(line.replace("\t", "    "))).forEach(this.notices::println);
		this.notices.flush();
	}

	void table(Table table) {
		touch();
		endDrawing();
		print(lines(table));
	}

	/**
	 * Make sure that the result was written.
	 * @throws MonarchException if it was not
	 */
	synchronized void requireWritten() {
		if (!this.result.checkError()) {
			return;
		}
		String why = Console.whyStandardOutputFails();
		if (why.toLowerCase(Locale.ROOT).contains("pipe")) {
			throw new MonarchException(Kind.FAILED, "The reader of the result ended before all of it was written.",
					"The command itself was completed.");
		}
		throw new MonarchException(Kind.FAILED,
				"The result cannot be written to the standard output" + (why.isEmpty() ? "" : ": " + why) + ".",
				"The command itself was completed. Check the file or device that its output goes to.");
	}

	/**
	 * Return the name of an environment as a cell of a table.
	 */
	Table.Cell environment(String name) {
		return new Table.Cell(name, this.highlighter.ink(name));
	}

	/**
	 * Hide credentials and escape control characters.
	 */
	static String visible(String text) {
		return ControlCharacters.escape(Secrets.hide(text));
	}

}
