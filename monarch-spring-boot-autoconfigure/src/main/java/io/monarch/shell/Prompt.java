package io.monarch.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.jline.JLineInputReader;

/**
 * The interactive prompt. A command that fails does not end it; Ctrl-C clears the line or
 * cancels the command, pressed again within two seconds it ends the shell, as Ctrl-D,
 * {@code exit} and {@code quit} do.
 */
final class Prompt {

	private static final DefaultParser PARSER = parser();

	private static final long TWICE_NANOS = Duration.ofSeconds(2).toNanos();

	/** The exit code of a process that Ctrl-C ends. */
	private static final int CANCELLED = 130;

	private static final List<String> END = List.of("exit", "quit");

	private final CommandRegistry registry;

	private final Console console;

	private final Highlighter highlighter;

	private final String text;

	private static final long NEVER = 0;

	/** When Ctrl-C was pressed last since a line was entered. */
	private final AtomicLong pressed = new AtomicLong(NEVER);

	Prompt(CommandRegistry registry, Console console, Highlighter highlighter, String application) {
		this.registry = registry;
		this.console = console;
		this.highlighter = highlighter;
		this.text = Output.visible(application.isEmpty() ? "" : application + ":") + "monarch> ";
	}

	/**
	 * Run it until it is ended.
	 * @param history where lines are kept for the next time
	 * @param runner runs the words of a line
	 * @return the exit code of the process
	 */
	int run(Path history, MonarchShellRunner.LineRunner runner) {
		// Stated to be dumb where it is none, so that JLine does not complain.
		try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
			return run(terminal, history, runner);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The terminal cannot be opened", ex);
		}
	}

	int run(Terminal terminal, Path history, MonarchShellRunner.LineRunner runner) {
		boolean person = !terminal.getType().startsWith(Terminal.TYPE_DUMB);
		Output output = this.console.output(this.highlighter, terminal::getWidth);
		LineReader reader = reader(terminal, person ? history : null, output);
		Session session = new Session(output, person ? new AnswerReader(reader) : null);
		if (person) {
			output.notice("'help' shows the commands, TAB completes, Ctrl-C cancels, Ctrl-D ends the shell.");
		}
		while (true) {
			String line;
			try {
				line = reader.readLine(person ? this.text : "").strip();
				this.pressed.set(NEVER);
			}
			catch (UserInterruptException ex) {
				if (ex.getPartialLine().isBlank() && isPressedAgain()) {
					return CANCELLED;
				}
				continue;
			}
			catch (EndOfFileException ex) {
				return 0;
			}
			List<String> words = words(line);
			if (words.size() == 1 && END.contains(words.get(0))) {
				return 0;
			}
			if (!words.isEmpty()) {
				run(terminal, () -> runner.run(words, session));
			}
		}
	}

	private LineReader reader(Terminal terminal, @Nullable Path file, Output output) {
		LineReaderBuilder builder = LineReaderBuilder.builder()
			.terminal(terminal)
			.parser(PARSER)
			.completer((lineReader, line, candidates) -> complete(line, candidates))
			.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
			.option(LineReader.Option.INSERT_TAB, false);
		String unkept = new PromptHistory(file).configure(builder);
		if (unkept != null) {
			output.notice("The history of commands is not kept: " + unkept);
		}
		return builder.build();
	}

	/**
	 * Tell whether Ctrl-C was pressed twice within two seconds.
	 */
	private boolean isPressedAgain() {
		long now = System.nanoTime();
		long last = this.pressed.getAndSet(now);
		return last != NEVER && now - last < TWICE_NANOS;
	}

	/**
	 * Run a command that Ctrl-C cancels.
	 */
	private void run(Terminal terminal, IntSupplier command) {
		Thread thread = Thread.currentThread();
		Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, (signal) -> {
			if (isPressedAgain()) {
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
