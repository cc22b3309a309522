package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.shell.Table.Column;
import io.monarch.shell.Table.Fit;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;

import org.springframework.shell.core.command.CommandRegistry;

/**
 * Shows the commands by what one wants to do, or how one of them is used.
 */
final class HelpCommand extends AdminCommand {

	private final CommandRegistry registry;

	HelpCommand(CommandRegistry registry) {
		super(Usage.of("help", Group.SHELL, "Show the commands, or how one of them is used", "help migrate")
			.optionalArgument("command", Completion.COMMAND));
		this.registry = registry;
	}

	@Override
	void run(Invocation invocation, Session session) {
		session.output()
			.page(invocation.words().isEmpty() ? overview(session.output().width())
					: AdminCommands.find(this.registry, invocation.word(0)).usage().help(session.output().width()));
	}

	private String overview(int width) {
		List<AdminCommand> commands = AdminCommands.in(this.registry);
		Table table = new Table(new Column("", Fit.KEPT), new Column("", Fit.WRAPPED));
		for (Group group : Group.values()) {
			table.row(group.title(), "");
			commands.stream()
				.filter((command) -> command.usage().group() == group)
				.forEach((command) -> table.row("  " + command.usage().line(), command.getDescription()));
			table.row("", "");
		}
		List<String> lines = new ArrayList<>(table.lines(width, (text, ink) -> text));
		lines.addAll(Table.wrap("'help <command>' shows what it needs, an example and exit codes.", width));
		lines.addAll(Table.wrap("At the prompt, 'exit' or Ctrl-D ends it.", width));
		return String.join(System.lineSeparator(), lines);
	}

}
