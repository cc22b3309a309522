package io.monarch.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
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

	private static final int DEFAULT_WIDTH = 120;

	private static final List<String> END = List.of("exit", "quit");

	private final CommandRegistry registry;

	private final Completions completions;

	Prompt(CommandRegistry registry, Completions completions) {
		this.registry = registry;
		this.completions = completions;
	}

	int run(MonarchShellRunner.LineRunner runner) {
		try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
			LineReader reader = LineReaderBuilder.builder()
				.terminal(terminal)
				.parser(new DefaultParser())
				.completer((lineReader, line, candidates) -> complete(line, candidates))
				.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
				.build();
			loop(reader, terminal, runner);
			return 0;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The terminal cannot be opened", ex);
		}
	}

	private void loop(LineReader reader, Terminal terminal, MonarchShellRunner.LineRunner runner) {
		boolean person = !terminal.getType().startsWith(Terminal.TYPE_DUMB);
		InputReader answers = person ? new AnswerReader(reader) : null;
		while (true) {
			List<String> words;
			try {
				String unused = reader.readLine(person ? "monarch> " : "");
				words = reader.getParsedLine().words().stream().filter((word) -> !word.isEmpty()).toList();
			}
			catch (UserInterruptException ex) {
				continue;
			}
			catch (EndOfFileException ex) {
				return;
			}
			if (words.size() == 1 && END.contains(words.get(0))) {
				return;
			}
			if (!words.isEmpty()) {
				int width = (terminal.getWidth() > 0) ? terminal.getWidth() : DEFAULT_WIDTH;
				int unused = runner.run(words,
						new Session(new Output(terminal.writer(), terminal.writer(), width), answers));
			}
		}
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
			this.completions.of(command.usage(), words.subList(1, line.wordIndex()), line.word())
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
