package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

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
			.page(invocation.words().isEmpty() ? overview()
					: AdminCommands.find(this.registry, invocation.word(0)).usage().help());
	}

	private String overview() {
		List<AdminCommand> commands = AdminCommands.in(this.registry);
		int width = commands.stream().mapToInt((command) -> command.usage().line().length()).max().orElse(0);
		List<String> lines = new ArrayList<>();
		for (Group group : Group.values()) {
			lines.add(group.title());
			commands.stream()
				.filter((command) -> command.usage().group() == group)
				.forEach((command) -> lines
					.add(String.format("  %-" + width + "s  %s", command.usage().line(), command.getDescription())));
			lines.add("");
		}
		lines
			.add("'help <command>' shows options, an example and exit codes. At the prompt, 'exit' or Ctrl-D ends it.");
		return String.join(System.lineSeparator(), lines);
	}

}
