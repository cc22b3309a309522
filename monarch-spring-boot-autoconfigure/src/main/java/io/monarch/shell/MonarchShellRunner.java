package io.monarch.shell;

import java.io.PrintWriter;
import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.ShellRunner;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * Runs one command, or the prompt where there is none. Every command goes through here,
 * and so does every error.
 */
public final class MonarchShellRunner implements ShellRunner {

	private final CommandRegistry registry;

	private final HelpCommand help;

	private final Console console;

	private final Prompt prompt;

	/**
	 * Create a runner.
	 * @param registry holds the commands; help is added to it
	 * @param console the streams of the process
	 */
	public MonarchShellRunner(CommandRegistry registry, Console console) {
		this.registry = registry;
		this.help = new HelpCommand(registry);
		registry.registerCommand(this.help);
		this.console = console;
		this.prompt = new Prompt(registry, console);
	}

	@Override
	public void run(String[] args) {
		int unused = runAndReturnExitCode(List.of(args));
	}

	/**
	 * Run one command, or the prompt where there are no words.
	 * @param words the words of the command line
	 * @return the exit code of the process
	 */
	public int runAndReturnExitCode(List<String> words) {
		if (words.isEmpty()) {
			return this.prompt.run(this::execute);
		}
		PrintWriter notices = this.console.notices();
		InputReader reader = this.console.canAsk() ? new ConsoleInputReader(this.console) : null;
		try (Cancellation unused = new Cancellation()) {
			return execute(words,
					new Session(new Output(this.console.result(), notices, this.console.width()), reader));
		}
	}

	private int execute(List<String> words, Session session) {
		try {
			dispatch(words, session);
			return 0;
		}
		catch (Exception ex) {
			return Errors.report(ex, session.output(), words.contains("--debug"));
		}
	}

	private void dispatch(List<String> words, Session session) {
		String name = words.get(0);
		List<String> rest = words.subList(1, words.size());
		if (name.equals("--help") || name.equals("-h")) {
			this.help.run(List.of(), session);
			return;
		}
		if (name.startsWith("-")) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The command comes before its options, but the first word is '" + name + "'.",
					"Write 'monarch <command> [options]'. See 'monarch help'.");
		}
		AdminCommands.find(this.registry, name).run(rest, session);
	}

	/**
	 * Runs the words of one line.
	 */
	@FunctionalInterface
	interface LineRunner {

		/**
		 * Run them.
		 * @return the exit code that a process would have
		 */
		int run(List<String> words, Session session);

	}

}
