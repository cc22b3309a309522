package io.monarch.shell;

import java.util.List;

import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser;
import org.jline.terminal.Terminal;

import org.springframework.shell.core.InputReader;
import org.springframework.shell.jline.JLineInputReader;

/**
 * Lines that a person edits at a terminal.
 */
final class TerminalLines implements Lines {

	/**
	 * A neutral style for JLine, which ignores an empty one.
	 */
	private static final String PLAIN = "fg:default";

	private static final List<String> STYLES = List.of(LineReader.COMPLETION_STYLE_BACKGROUND,
			LineReader.COMPLETION_STYLE_DESCRIPTION, LineReader.COMPLETION_STYLE_GROUP,
			LineReader.COMPLETION_STYLE_SELECTION, LineReader.COMPLETION_STYLE_STARTING,
			LineReader.COMPLETION_STYLE_LIST_BACKGROUND, LineReader.COMPLETION_STYLE_LIST_DESCRIPTION,
			LineReader.COMPLETION_STYLE_LIST_GROUP, LineReader.COMPLETION_STYLE_LIST_SELECTION,
			LineReader.COMPLETION_STYLE_LIST_STARTING);

	private final Terminal terminal;

	private final LineReader reader;

	private final PromptHistory history;

	private final AnswerReader answers;

	/**
	 * Create for a terminal.
	 * @param output the output for immediate notices
	 */
	TerminalLines(Terminal terminal, Parser parser, Completer completer, PromptHistory history, Output output) {
		this.terminal = terminal;
		this.history = history;
		LineReaderBuilder builder = LineReaderBuilder.builder()
			.terminal(terminal)
			.parser(parser)
			.completer(completer)
			.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
			.option(LineReader.Option.INSERT_TAB, false);
		if (!output.hasColours()) {
			STYLES.forEach((style) -> builder.variable(style, PLAIN));
		}
		String unkept = history.configure(builder);
		if (unkept != null) {
			output.notice("The history of commands is not kept: " + unkept);
		}
		this.reader = builder.build();
		this.answers = new AnswerReader(this.reader);
	}

	@Override
	public String read(String prompt) {
		return this.reader.readLine(prompt);
	}

	@Override
	public void keep(String line) {
		this.history.keep(line);
	}

	@Override
	public InputReader answers() {
		return this.answers;
	}

	@Override
	public Runnable onInterrupt(Runnable handler) {
		Terminal.SignalHandler before = this.terminal.handle(Terminal.Signal.INT, (signal) -> handler.run());
		return () -> {
			var unused = this.terminal.handle(Terminal.Signal.INT, before);
		};
	}

	@Override
	public void close() {
		// the caller that opened the terminal closes it
	}

	/**
	 * Reads answers to questions, and keeps them out of the history of commands.
	 */
	private static final class AnswerReader extends JLineInputReader {

		private final LineReader reader;

		AnswerReader(LineReader reader) {
			super(reader);
			this.reader = reader;
		}

		@Override
		public String readInput(String prompt) {
			this.reader.setVariable(LineReader.DISABLE_HISTORY, true);
			this.reader.setVariable(LineReader.DISABLE_COMPLETION, true);
			try {
				return super.readInput(prompt);
			}
			finally {
				this.reader.setVariable(LineReader.DISABLE_HISTORY, false);
				this.reader.setVariable(LineReader.DISABLE_COMPLETION, false);
			}
		}

	}

}
