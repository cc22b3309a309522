package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Interruption;
import io.monarch.shell.CommandSpec.Argument;
import io.monarch.shell.terminal.Screen;
import org.jspecify.annotations.Nullable;

import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ExitStatus;
import org.springframework.shell.core.command.ParsedInput;
import org.springframework.shell.core.command.completion.CompletionProposal;
import org.springframework.shell.core.command.completion.CompletionProvider;
import org.springframework.shell.jline.JLineInputReader;
import org.springframework.util.StringUtils;

/**
 * A command of Monarch, which is also one of Spring Shell.
 */
abstract class AdminCommand implements Command {

	private final CommandSpec usage;

	private @Nullable Completions completions;

	private Runnable beginning = () -> {
	};

	private Highlighter highlighter = Highlighter.NONE;

	AdminCommand(CommandSpec usage) {
		this.usage = usage;
	}

	/**
	 * Run the command.
	 * @param command the arguments and options
	 * @param session the session
	 * @return the result
	 */
	abstract CommandResult run(ParsedCommand command, Session session);

	CommandSpec usage() {
		return this.usage;
	}

	/**
	 * Run with the words that follow the command's name.
	 */
	void run(List<String> words, Session session) {
		ParsedCommand command = ParsedCommand.of(this.usage, WordsParser.parse(this.usage, words));
		session.setQuiet(command.has(CommandSpec.QUIET));
		session.output().pager().setWanted(!command.has(CommandSpec.NO_PAGER));
		if (command.isHelp()) {
			session.output().page(UsageHelp.of(this.usage, session.output().width()));
		}
		else {
			try (Ticker unused = Ticker.whereNothingElseIsSaid(session, waitingFor(command))) {
				this.beginning.run();
				run(command, session).print(command.isJson(), session);
			}
		}
		session.output().requireWritten();
	}

	/**
	 * Return what a silent command is waiting for: nearly always a server.
	 */
	private String waitingFor(ParsedCommand command) {
		List<Argument> arguments = this.usage.arguments(command::has);
		int last = Math.min(arguments.size(), command.words().size()) - 1;
		if (last < 0 || !arguments.get(last).completion().isEnvironment()) {
			return "Working";
		}
		String word = command.word(last);
		return "Waiting for '" + word.substring(word.lastIndexOf(':') + 1) + "'";
	}

	/**
	 * Run in the shell of an application that is itself one of Spring Shell. Its parser
	 * checks nothing, so the words are reassembled and parsed by our own.
	 */
	@Override
	public ExitStatus execute(CommandContext context) {
		Console console = Console.ofProcess(System.out);
		boolean canAsk = context.inputReader() instanceof JLineInputReader && console.canAsk();
		Output output = new Output(context.outputWriter(), console.resultScreen(), console.notices(),
				console.noticeScreen(), this.highlighter);
		List<String> words = words(context.parsedInput());
		try (InterruptHandler handler = InterruptHandler.ofProcess();
				InterruptSignal signal = new InterruptSignal(handler::interrupted)) {
			Session session = new Session(output, canAsk ? signal.around(context.inputReader()) : null);
			run(words, session);
			return ExitStatus.OK;
		}
		catch (RuntimeException | Error ex) {
			int code = Errors.report(ex, output, words, words.contains("--debug"));
			return new ExitStatus(code, "exit code " + code);
		}
		finally {
			Interruption.clear();
		}
	}

	private List<String> words(ParsedInput input) {
		List<String> words = new ArrayList<>();
		for (CommandOption option : input.options()) {
			String name = StringUtils.hasLength(option.longName()) ? "--" + option.longName()
					: "-" + option.shortName();
			boolean set = "true".equals(option.value()) && this.usage.option(String.valueOf(option.longName()))
				.or(() -> this.usage.option(option.shortName()))
				.filter((flag) -> flag.value() == null)
				.isPresent();
			words.add(set ? name : name + "=" + option.value());
		}
		words.add("--");
		input.arguments().forEach((argument) -> words.add(argument.value()));
		return words;
	}

	/**
	 * Set an action that runs before the command.
	 */
	void beginWith(Runnable first) {
		this.beginning = first;
	}

	void completeWith(Completions values) {
		this.completions = values;
	}

	void highlightWith(Highlighter names) {
		this.highlighter = names;
	}

	@Override
	public CompletionProvider getCompletionProvider() {
		return (context) -> {
			if (context.getWordIndex() < 1) {
				return List.of();
			}
			List<String> before = context.getWords().subList(1, context.getWordIndex());
			return complete(before, String.valueOf(context.currentWord())).stream()
				.map((word) -> new CompletionProposal(word).complete(Completions.isComplete(word)))
				.toList();
		};
	}

	/**
	 * Return the completions of the word that is being typed.
	 * @param before the words between the command's name and the one being typed
	 * @param word the word being typed
	 */
	List<String> complete(List<String> before, String word) {
		return (this.completions != null) ? this.completions.of(this.usage, before, word) : List.of();
	}

	@Override
	public String getName() {
		return this.usage.name();
	}

	@Override
	public String getDescription() {
		return this.usage.description();
	}

	@Override
	public String getHelp() {
		return UsageHelp.of(this.usage, Screen.USUAL_COLUMNS);
	}

	@Override
	public String getGroup() {
		return this.usage.group().title();
	}

	@Override
	public List<String> getAliases() {
		return this.usage.aliases();
	}

	@Override
	public List<CommandOption> getOptions() {
		return this.usage.allOptions()
			.stream()
			.map((flag) -> CommandOption.with()
				.longName(flag.name())
				.shortName(flag.shortName())
				.description(flag.description())
				.required(flag.required())
				.type((flag.value() != null) ? String.class : boolean.class)
				.build())
			.toList();
	}

}
