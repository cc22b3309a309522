package io.monarch.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException.Kind;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.command.CommandRegistry;

/**
 * The interactive prompt. A command that fails does not end it; Ctrl-C clears the line or
 * cancels the command. Pressed twice within two seconds at an empty line, or during a
 * command, it ends the shell, like Ctrl-D, {@code exit} and {@code quit}. Without a
 * terminal, the prompt runs the lines of its input, up to the first that fails.
 */
final class Prompt {

	private static final DefaultParser PARSER = parser();

	/** The words that end it. */
	static final List<String> END = List.of("exit", "quit");

	/** The first word of commands in messages, which is ignored here. */
	private static final String PROGRAM = "monarch";

	private static final String AGAIN = "Press Ctrl-C again to end the shell.";

	/** The time for a command to clean up before the shell ends without it. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final CommandRegistry registry;

	private final Console console;

	private final Highlighter highlighter;

	private final String text;

	private final InterruptPresses presses;

	Prompt(CommandRegistry registry, Console console, Highlighter highlighter, String application) {
		this(registry, console, highlighter, application, new InterruptPresses(System::nanoTime));
	}

	/**
	 * For tests, which simulate Ctrl-C.
	 */
	Prompt(CommandRegistry registry, Console console, Highlighter highlighter, String application,
			InterruptPresses presses) {
		this.presses = presses;
		this.registry = registry;
		this.console = console;
		this.highlighter = highlighter;
		this.text = Output.visible(application.isEmpty() ? "" : application + ":") + "monarch> ";
	}

	/**
	 * Run it until it is ended.
	 * @param history the file for the history of lines, or {@code null} for none
	 * @param runner runs the words of a line
	 * @return the exit code of the process
	 */
	int run(@Nullable Path history, MonarchShellRunner.LineRunner runner) {
		if (this.console.canAsk()) {
			// Explicitly dumb without a terminal, so that JLine does not warn.
			try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
				if (!terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
					return run(terminal, history, runner);
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The terminal cannot be opened", ex);
			}
		}
		return runPlainly(runner);
	}

	int run(Terminal terminal, @Nullable Path history, MonarchShellRunner.LineRunner runner) {
		Output output = this.console.output(this.highlighter, terminal::getWidth);
		return run(new TerminalLines(terminal, PARSER, (reader, line, candidates) -> complete(line, candidates),
				new PromptHistory(history), output), output, runner);
	}

	/**
	 * Run it without drawing.
	 */
	int runPlainly(MonarchShellRunner.LineRunner runner) {
		Output output = this.console.output(this.highlighter);
		return run(new PlainLines(this.console, () -> {
			if (this.presses.add()) {
				Runtime.getRuntime().exit(InterruptHandler.EXIT_CODE);
			}
			output.notice(AGAIN);
		}), output, runner);
	}

	int run(Lines lines, Output output, MonarchShellRunner.LineRunner runner) {
		try (lines) {
			Session session = new Session(output, lines.answers());
			if (session.canAsk()) {
				output.notice("'help' shows the commands, TAB completes, Ctrl-C cancels, Ctrl-D ends the shell.");
			}
			while (true) {
				String line;
				try {
					line = lines.read(this.text);
					this.presses.forget();
				}
				catch (UserInterruptException ex) {
					// Only the current line is discarded.
					if (ex.getPartialLine() != null && !ex.getPartialLine().isBlank()) {
						this.presses.forget();
						continue;
					}
					if (this.presses.add()) {
						return InterruptHandler.EXIT_CODE;
					}
					output.notice(AGAIN);
					continue;
				}
				catch (EndOfFileException ex) {
					return 0;
				}
				OptionalInt end = run(line.strip(), lines, session, runner);
				if (end.isPresent()) {
					return end.getAsInt();
				}
			}
		}
	}

	/**
	 * Run one line.
	 * @return the exit code of the process, if the line ends it
	 */
	private OptionalInt run(String line, Lines lines, Session session, MonarchShellRunner.LineRunner runner) {
		List<String> words;
		try {
			words = words(line);
		}
		catch (SyntaxError ex) {
			session.say("The line ends within a quote: " + line);
			session.say("Close the quote.");
			return session.canAsk() ? OptionalInt.empty() : OptionalInt.of(Kind.BAD_INPUT.exitCode());
		}
		if (words.size() == 1 && END.contains(words.get(0))) {
			return OptionalInt.of(0);
		}
		if (words.isEmpty()) {
			return OptionalInt.empty();
		}
		Duration patience = session.canAsk() ? PATIENCE : InterruptHandler.PATIENCE;
		int code;
		try (InterruptHandler handler = new InterruptHandler(this.presses, patience, () -> announce(session))) {
			code = run(lines, handler, () -> runner.run(words, session));
			if (handler.isEnding()) {
				return OptionalInt.of(InterruptHandler.EXIT_CODE);
			}
			// A rejected line can be anything, even a pasted password.
			if (code != Kind.BAD_INPUT.exitCode() && code != Kind.REFUSED.exitCode() && !handler.isCancelled()) {
				lines.keep(line);
			}
		}
		return (session.canAsk() || code == 0) ? OptionalInt.empty() : OptionalInt.of(code);
	}

	/**
	 * Run a command that Ctrl-C cancels.
	 */
	private int run(Lines lines, InterruptHandler handler, IntSupplier command) {
		Runnable uncancellable = lines.onInterrupt(handler::interrupted);
		try {
			return command.getAsInt();
		}
		finally {
			uncancellable.run();
			this.presses.forget(); // those that cancelled the command do not end the
									// shell
			Interruption.clear();
		}
	}

	private static void announce(Session session) {
		// A question ends immediately, and reports that itself.
		if (!session.isAsking()) {
			session.say("Cancelling. Press Ctrl-C again to end the shell without waiting.");
		}
	}

	/**
	 * Split a line into words. Commands in messages begin with {@code monarch}, which is
	 * ignored here, so that they can be pasted.
	 */
	private static List<String> words(String line) {
		if (line.isEmpty()) {
			return List.of();
		}
		List<String> words = PARSER.parse(line, line.length(), Parser.ParseContext.ACCEPT_LINE).words();
		return words.get(0).equals(PROGRAM) ? words.subList(1, words.size()) : words;
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
		int skipped = (line.wordIndex() > 0 && line.words().get(0).equals(PROGRAM)) ? 1 : 0;
		List<String> before = line.words().subList(skipped, line.wordIndex());
		if (before.isEmpty()) {
			AdminCommands.in(this.registry)
				.forEach((command) -> candidates.add(new Candidate(command.getName(), command.getName(), null,
						command.getDescription(), null, null, true)));
			END.forEach((word) -> candidates.add(new Candidate(word)));
		}
		else if (before.get(0).equals("help")) {
			AdminCommands.in(this.registry).forEach((command) -> candidates.add(new Candidate(command.getName())));
		}
		else if (this.registry.getCommandByName(before.get(0)) instanceof AdminCommand command) {
			command.complete(before.subList(1, before.size()), line.word())
				.forEach((word) -> candidates
					.add(new Candidate(word, word, null, null, null, null, Completions.isComplete(word))));
		}
	}

}
