package io.monarch.shell;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;

import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * Creates the commands and finds them by name.
 */
public final class AdminCommands {

	private AdminCommands() {
	}

	/**
	 * Create the commands.
	 * @param services the services
	 * @param sources the source tree for new files
	 * @return the commands, for any registry of Spring Shell
	 */
	public static List<Command> create(Services services, SourceTree sources) {
		CommandEnvironments environments = new CommandEnvironments(services.environments());
		Services tools = services.with(environments);
		Guards guards = new Guards(RandomGenerator.getDefault(), tools.environments());
		Clock clock = Clock.systemUTC();
		Completions completions = new Completions(tools);
		CompletionCommand completion = new CompletionCommand(completions);
		List<AdminCommand> commands = List.of(new InitCommand(sources), new GenerateMigrationCommand(sources, clock),
				new GenerateQuerySetCommand(sources), new ListEnvironmentsCommand(tools.environments()),
				new ListMigrationsCommand(tools, clock), new ShowMigrationCommand(tools, clock),
				new StatusCommand(tools, clock), new MigrateCommand(tools, guards), new RehearseCommand(tools, guards),
				new MigrateOneCommand(tools, guards), new RollbackCommand(tools, guards),
				new PauseCommand(tools, guards), new ResumeCommand(tools, guards), new MarkCommand(tools, guards),
				new ImportHistoryCommand(tools, guards, clock), new UnlockCommand(tools, guards),
				new CopyDbCommand(tools, guards), new CompareCommand(tools), new RecoverCommand(tools, guards),
				new DropDbCommand(tools, guards), new ListQuerySetsCommand(tools), new BackupCommand(tools),
				new ListBackupsCommand(tools, clock), new ShowBackupCommand(tools, clock),
				new RestoreCommand(tools, guards), new VerifyBackupCommand(tools, guards),
				new DeleteBackupCommand(tools, guards), new PruneBackupsCommand(tools, guards, clock),
				new VersionCommand(), completion);
		completion.setCommands(commands.stream().map(AdminCommand::usage).toList());
		Highlighter highlighter = new Highlighter(services.environments());
		commands.forEach((command) -> {
			command.beginWith(environments::begin);
			command.completeWith(completions);
			command.highlightWith(highlighter);
		});
		return List.copyOf(commands);
	}

	static List<AdminCommand> in(CommandRegistry registry) {
		return registry.getCommands()
			.stream()
			.filter(AdminCommand.class::isInstance)
			.map(AdminCommand.class::cast)
			.sorted(Comparator.comparing(AdminCommand::getName))
			.toList();
	}

	/**
	 * Find a command by its name or by an alias.
	 */
	static AdminCommand find(CommandRegistry registry, String name) {
		if (registry.getCommandByName(name) instanceof AdminCommand command) {
			return command;
		}
		List<String> known = Stream.concat(in(registry).stream().map(AdminCommand::getName), Prompt.END.stream())
			.filter((each) -> !each.equals(name))
			.toList();
		String nearest = NearestName.question(name, known);
		throw new MonarchException(Kind.BAD_INPUT, "There is no command '" + name + "'." + nearest,
				"See 'monarch help'.");
	}

}
