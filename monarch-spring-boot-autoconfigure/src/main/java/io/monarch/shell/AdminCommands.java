package io.monarch.shell;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.migration.MigrationRunner;

import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandRegistry;

/**
 * Makes the commands and finds them again.
 */
public final class AdminCommands {

	private AdminCommands() {
	}

	/**
	 * Make the commands.
	 * @param environments gives the environments, when a command needs them
	 * @param runner gives what runs migrations, when a command needs it
	 * @param sources where new files are written
	 * @return the commands, for any registry of Spring Shell
	 */
	public static List<Command> create(Supplier<Environments> environments, Supplier<MigrationRunner> runner,
			SourceTree sources) {
		Guards guards = new Guards(RandomGenerator.getDefault());
		List<AdminCommand> commands = List.of(new InitCommand(sources),
				new GenerateMigrationCommand(sources, Clock.systemUTC()), new ListEnvironmentsCommand(environments),
				new ListMigrationsCommand(environments, runner), new MigrateCommand(environments, runner, guards),
				new MigrateOneCommand(environments, runner, guards), new RollbackCommand(environments, runner, guards),
				new MarkCommand(environments, runner, guards), new UnlockCommand(environments, runner, guards));
		Completions completions = new Completions(environments, runner);
		commands.forEach((command) -> command.completeWith(completions));
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
		String nearest = NearestName.of(name, in(registry).stream().map(AdminCommand::getName).toList())
			.map((known) -> " Did you mean '" + known + "'?")
			.orElse("");
		throw new MonarchException(Kind.BAD_INPUT, "There is no command '" + name + "'." + nearest,
				"See 'monarch help'.");
	}

}
