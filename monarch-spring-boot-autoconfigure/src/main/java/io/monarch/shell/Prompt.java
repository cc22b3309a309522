package io.monarch.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.jline.JLineInputReader;

/**
 * The interactive prompt. A command that fails does not end it; Ctrl-C clears the line,
 * and Ctrl-D, {@code exit} and {@code quit} end it.
 */
final class Prompt {

	private static final DefaultParser PARSER = parser();

	private static final long SECOND_NANOS = Duration.ofSeconds(2).toNanos();

	/** The exit code of a process that Ctrl-C ends. */
	private static final int CANCELLED = 130;

	private static final List<String> END = List.of("exit", "quit");

	private final CommandRegistry registry;

	private final Console console;

	Prompt(CommandRegistry registry, Console console) {
		this.registry = registry;
		this.console = console;
	}

	int run(MonarchShellRunner.LineRunner runner) {
		// Stated to be dumb where it is none, so that JLine does not complain.
		try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
			run(terminal, runner);
			return 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The terminal cannot be opened", ex);
		}
	}

	void run(Terminal terminal, MonarchShellRunner.LineRunner runner) {
		LineReader reader = LineReaderBuilder.builder()
			.terminal(terminal)
			.parser(PARSER)
			.completer((lineReader, line, candidates) -> complete(line, candidates))
			.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
			.option(LineReader.Option.INSERT_TAB, false)
			.build();
		boolean person = !terminal.getType().startsWith(Terminal.TYPE_DUMB);
		InputReader answers = person ? new AnswerReader(reader) : null;
		while (true) {
			String line;
			try {
				line = reader.readLine(person ? "monarch> " : "").strip();
			}
			catch (UserInterruptException ex) {
				continue;
			}
			catch (EndOfFileException ex) {
				return;
			}
			List<String> words = words(line);
			if (words.size() == 1 && END.contains(words.get(0))) {
				return;
			}
			if (!words.isEmpty()) {
				int width = (person && terminal.getWidth() > 0) ? terminal.getWidth() : this.console.width();
				Output output = new Output(this.console.result(), this.console.notices(), width);
				run(terminal, () -> runner.run(words, new Session(output, answers)));
			}
		}
	}

	/**
	 * Run a command that Ctrl-C cancels; pressed again within two seconds it ends the
	 * shell.
	 */
	private static void run(Terminal terminal, IntSupplier command) {
		Thread thread = Thread.currentThread();
		AtomicLong pressed = new AtomicLong();
		Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, (signal) -> {
			long now = System.nanoTime();
			long last = pressed.getAndSet(now);
			if (last != 0 && now - last < SECOND_NANOS) {
				Runtime.getRuntime().exit(CANCELLED);
			}
			thread.interrupt();
		});
		try {
			int unused = command.getAsInt();
		}
		finally {
			terminal.handle(Terminal.Signal.INT, before);
			boolean unused = Thread.interrupted();
		}
	}

	/**
	 * Split a line into words. Commands that messages advise begin with {@code monarch},
	 * which is left out here, so that they can be pasted as they are.
	 */
	private static List<String> words(String line) {
		if (line.isEmpty()) {
			return List.of();
		}
		List<String> words = PARSER.parse(line, line.length(), Parser.ParseContext.ACCEPT_LINE).words();
		return words.get(0).equals("monarch") ? words.subList(1, words.size()) : words;
	}

	/**
	 * A backslash is part of a path on Windows, and escapes the next character elsewhere.
	 */
	private static DefaultParser parser() {
		DefaultParser parser = new DefaultParser();
		parser.setEofOnUnclosedQuote(true);
		if (File.separatorChar == '\\') {
			parser.setEscapeChars(null);
		}
		return parser;
	}

	private void complete(ParsedLine line, List<Candidate> candidates) {
		List<String> words = line.words();
		if (line.wordIndex() == 0) {
			AdminCommands.in(this.registry)
				.forEach((command) -> candidates.add(new Candidate(command.getName(), command.getName(), null,
						command.getDescription(), null, null, true)));
			END.forEach((word) -> candidates.add(new Candidate(word)));
		}
		else if (words.get(0).equals("help")) {
			AdminCommands.in(this.registry).forEach((command) -> candidates.add(new Candidate(command.getName())));
		}
		else if (this.registry.getCommandByName(words.get(0)) instanceof AdminCommand command) {
			command.complete(words.subList(1, line.wordIndex()), line.word())
				.forEach((word) -> candidates.add(new Candidate(word)));
		}
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
