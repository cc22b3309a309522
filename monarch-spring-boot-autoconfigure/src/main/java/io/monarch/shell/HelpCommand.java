package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.terminal.DefinitionList;
import io.monarch.shell.terminal.Text;

import org.springframework.shell.core.command.CommandRegistry;

/**
 * Shows the commands by group, or the help for one of them.
 */
final class HelpCommand extends AdminCommand {

	static final CommandSpec USAGE = CommandSpec
		.of("help", Group.SHELL, "Show all commands, or the help for one of them", "help migrate")
		.optionalArgument("command", Completion.COMMAND)
		.options(CommandSpec.NO_PAGER);

	private final CommandRegistry registry;

	HelpCommand(CommandRegistry registry) {
		super(USAGE);
		this.registry = registry;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		int width = session.output().width();
		return CommandResult.ofPage(invocation.words().isEmpty() ? overview(width)
				: UsageHelp.of(AdminCommands.find(this.registry, invocation.word(0)).usage(), width));
	}

	private String overview(int width) {
		List<AdminCommand> commands = AdminCommands.in(this.registry);
		DefinitionList table = new DefinitionList();
		for (Group group : Group.values()) {
			table.add(group.title(), "");
			commands.stream()
				.filter((command) -> command.usage().group() == group)
				.forEach((command) -> table.add("  " + command.usage().line(), command.getDescription()));
			table.add("", "");
		}
		List<String> lines = new ArrayList<>(table.lines(width));
		lines.addAll(Text.wrap("'help <command>' shows its requirements, an example and the exit codes.", width));
		lines.addAll(Text.wrap("To leave the prompt, type 'exit' or press Ctrl-D.", width));
		return String.join(System.lineSeparator(), lines);
	}

}
