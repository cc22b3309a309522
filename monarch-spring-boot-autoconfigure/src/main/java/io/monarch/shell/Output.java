package io.monarch.shell;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

import io.monarch.environment.ControlCharacters;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Secrets;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * Where a command writes: its result to one stream, and everything else to the other, by
 * several threads.
 */
final class Output {

	/** What makes a terminal clear the line, and all that is below it. */
	private static final String CLEAR = "\r\u001b[J";

	private static final JsonWriter<Object> JSON = JsonWriter.standard();

	private PrintWriter result;

	private final Screen resultScreen;

	private PrintWriter notices;

	private final Screen noticeScreen;

	private final Highlighter highlighter;

	private int drawn;

	private boolean json;

	private volatile long said = System.nanoTime();

	/**
	 * Create an output.
	 * @param result takes results alone
	 * @param resultScreen what shows them
	 * @param notices takes questions, progress, warnings and errors
	 * @param noticeScreen what shows them
	 * @param highlighter knows the colours of names
	 */
	Output(PrintWriter result, Screen resultScreen, PrintWriter notices, Screen noticeScreen, Highlighter highlighter) {
		this.result = result;
		this.resultScreen = resultScreen;
		this.notices = notices;
		this.noticeScreen = noticeScreen;
		this.highlighter = highlighter;
	}

	/**
	 * Remember that something was said just now.
	 */
	void touch() {
		this.said = System.nanoTime();
	}

	/**
	 * Return for how long nothing was said, apart from progress.
	 */
	Duration silence() {
		return Duration.ofNanos(System.nanoTime() - this.said);
	}

	/**
	 * Say something, and nothing after that.
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
	 * Write text of our own that has several lines.
	 */
	synchronized void page(String text) {
		touch();
		endDrawing();
		text.lines().forEach(this.result::println);
		this.result.flush();
	}

	/**
	 * Return how many characters a line of a result may have.
	 */
	int width() {
		return this.resultScreen.width();
	}

	/**
	 * Write one JSON value, in ASCII, so that no character set of a pipe or a terminal
	 * can spoil it.
	 */
	synchronized void json(Object value) {
		this.json = true;
		touch();
		endDrawing();
		StringBuilder ascii = new StringBuilder();
		JSON.write(hidden(value)).toJsonString().chars().forEach((unit) -> append(ascii, unit, unit < 0x7f));
		this.result.println(ascii);
		this.result.flush();
	}

	/**
	 * Begin the next command, which writes one JSON value at most.
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

	/**
	 * Hide credentials in each text by itself: in the JSON, one could seem to go on
	 * behind the end of its text.
	 */
	private static @Nullable Object hidden(@Nullable Object value) {
		if (value instanceof String text) {
			return Secrets.hide(text);
		}
		if (value instanceof Collection<?> values) {
			return values.stream().map(Output::hidden).collect(Collectors.toCollection(ArrayList::new));
		}
		if (value instanceof Map<?, ?> fields) {
			Map<String, @Nullable Object> shape = new LinkedHashMap<>();
			fields.forEach((name, field) -> shape.put(Secrets.hide(String.valueOf(name)), hidden(field)));
			return shape;
		}
		return value;
	}

	synchronized void notice(String line) {
		touch();
		progress(line);
	}

	/**
	 * Write a line that says how far something is.
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
	 * Tell whether lines can be written in the place of others.
	 */
	boolean canRedraw() {
		return this.noticeScreen.terminal();
	}

	/**
	 * Write lines at a terminal in the place of the last ones of this kind, each cut off
	 * where it would not fit.
	 */
	synchronized void redraw(List<String> lines) {
		int columns = Math.max(this.noticeScreen.width() - 1, 1);
		StringBuilder text = new StringBuilder(up());
		for (int i = 0; i < lines.size(); i++) {
			text.append((i > 0) ? System.lineSeparator() : "")
				.append(coloured(Table.begin(visible(lines.get(i)), columns), this.noticeScreen));
		}
		this.notices.print(text);
		this.notices.flush();
		this.drawn = lines.size();
	}

	/**
	 * Go to the beginning of what was drawn, and clear it.
	 */
	private String up() {
		return ((this.drawn > 1) ? "\u001b[" + (this.drawn - 1) + "A" : "") + CLEAR;
	}

	/**
	 * Take away what was drawn.
	 */
	synchronized void endDrawing() {
		if (this.drawn > 0) {
			this.notices.print(up());
			this.notices.flush();
			this.drawn = 0;
		}
	}

	/**
	 * Write a stack trace, for whoever asked for one.
	 */
	synchronized void trace(String trace) {
		touch();
		endDrawing();
		trace.lines().map((line) -> visible(line.replace("\t", "    "))).forEach(this.notices::println);
		this.notices.flush();
	}

	synchronized void table(Table table) {
		touch();
		endDrawing();
		table.lines(this.resultScreen.width(), (text, ink) -> this.resultScreen.colours() ? ink.write(text) : text)
			.forEach(this.result::println);
		this.result.flush();
	}

	/**
	 * Make sure that the result has arrived where it was to be written.
	 * @throws MonarchException if it has not
	 */
	synchronized void requireWritten() {
		if (!this.result.checkError()) {
			return;
		}
		String why = Console.whyStandardOutputFails();
		if (why.toLowerCase(Locale.ROOT).contains("pipe")) {
			throw new MonarchException(Kind.FAILED, "The reader of the result ended before all of it was written.",
					"The command itself has been carried out.");
		}
		throw new MonarchException(Kind.FAILED,
				"The result cannot be written to the standard output" + (why.isEmpty() ? "" : ": " + why) + ".",
				"The command itself has been carried out. Check the file or device that its output goes to.");
	}

	/**
	 * Return the name of an environment as a cell of a table.
	 */
	Table.Cell environment(String name) {
		return new Table.Cell(name, this.highlighter.ink(name));
	}

	/**
	 * Hide credentials, and show control characters, which a terminal would obey, as what
	 * they are.
	 */
	static String visible(String text) {
		return ControlCharacters.escape(Secrets.hide(text));
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
