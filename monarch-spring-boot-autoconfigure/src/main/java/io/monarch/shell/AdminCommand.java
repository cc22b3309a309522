package io.monarch.shell;

import java.util.List;

import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ExitStatus;

/**
 * A command of Monarch, which is also one of Spring Shell.
 */
abstract class AdminCommand implements Command {

	private final Usage usage;

	AdminCommand(Usage usage) {
		this.usage = usage;
	}

	/**
	 * Do what the command does.
	 * @param invocation what it was given
	 * @param session who runs it
	 */
	abstract void run(Invocation invocation, Session session);

	Usage usage() {
		return this.usage;
	}

	/**
	 * Run in the shell of an application that is itself one of Spring Shell.
	 */
	@Override
	public ExitStatus execute(CommandContext context) {
		Output output = new Output(context.outputWriter(), context.outputWriter(), Integer.MAX_VALUE);
		run(context, new Session(output, context.inputReader()));
		return ExitStatus.OK;
	}

	void run(CommandContext context, Session session) {
		Invocation invocation = Invocation.of(this.usage, context.parsedInput());
		if (invocation.isHelp()) {
			session.output().page(this.usage.help());
		}
		else {
			run(invocation, session);
		}
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
		return this.usage.help();
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
