package io.monarch.shell;

import java.util.List;
import java.util.function.Supplier;

import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.ShellRunner;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * Runs one command, or the prompt if there is none. Every command and every error passes
 * through this class.
 */
public final class MonarchShellRunner implements ShellRunner {

	private final CommandRegistry registry;

	private final HelpCommand help;

	private final Console console;

	private final Highlighter highlighter;

	private final String application;

	private volatile @Nullable Session session;

	private volatile List<String> words = List.of();

	/**
	 * Create a runner.
	 * @param registry the registry of commands, to which help is added
	 * @param console the streams of the process
	 * @param environments provides the environments, whose names are colored
	 * @param application the name of the application, or an empty text
	 */
	public MonarchShellRunner(CommandRegistry registry, Console console, Supplier<Environments> environments,
			String application) {
		this.registry = registry;
		this.help = new HelpCommand(registry);
		registry.registerCommand(this.help);
		this.console = console;
		this.highlighter = new Highlighter(environments);
		this.application = application;
	}

	@Override
	public void run(String[] args) {
		int unused = runAndReturnExitCode(List.of(args));
	}

	/**
	 * Run one command, or the prompt if there are no words.
	 * @param words the words of the command line
	 * @return the exit code of the process
	 */
	public int runAndReturnExitCode(List<String> words) {
		if (words.isEmpty()) {
			return new Prompt(this.registry, this.console, this.highlighter, this.application)
				.run(PromptHistory.file(this.application, System.getenv()), this::execute);
		}
		InputReader reader = this.console.canAsk() ? new ConsoleInputReader(this.console) : null;
		try (InterruptHandler unused = InterruptHandler.ofProcess()) {
			return execute(words, new Session(this.console.output(this.highlighter), reader));
		}
	}

	/**
	 * Report that the running command is stuck, and suppress all further output.
	 * @param reason the reason
	 * @return the exit code of the process
	 */
	public int abandon(MonarchException reason) {
		Session running = this.session;
		Output output = (running != null) ? running.output() : this.console.output(this.highlighter);
		return output.last(() -> Errors.report(reason, output, this.words, false));
	}

	private int execute(List<String> words, Session session) {
		this.session = session;
		this.words = words;
		session.output().begin();
		try {
			dispatch(words, session);
			return 0;
		}
		catch (Exception | Error ex) {
			// A process that lacks memory or a library reports that too.
			return Errors.report(ex, session.output(), words, words.contains("--debug"));
		}
	}

	private void dispatch(List<String> words, Session session) {
		String name = words.get(0);
		List<String> rest = words.subList(1, words.size());
		if (name.equals("--help") || name.equals("-h")) {
			this.help.run(List.of(), session);
			return;
		}
		if (name.equals("--version")) {
			AdminCommands.find(this.registry, "version").run(rest, session);
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
