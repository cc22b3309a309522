package io.monarch.shell;

import java.util.List;

import io.monarch.environment.NearestName;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Prints a script that lets a shell complete the commands.
 */
final class CompletionCommand extends AdminCommand {

	private final Completions names;

	private List<CommandSpec> commands = List.of();

	/**
	 * Create the command.
	 * @param names the names in the configuration and the application
	 */
	CompletionCommand(Completions names) {
		super(CommandSpec
			.of("completion", Group.SHELL, "Print a script with which bash or zsh completes the commands of 'monarch'",
					"completion bash")
			.argument("shell", Completion.SHELL)
			.options(CommandSpec.OUTPUT));
		this.names = names;
	}

	void setCommands(List<CommandSpec> commands) {
		this.commands = List.copyOf(commands);
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String shell = command.word(0);
		String script = script(shell);
		return CommandResult.of(JsonViews.ofScript(shell, script), (to) -> to.output().script(script));
	}

	private String script(String shell) {
		CompletionScript script = new CompletionScript(this.commands, this.names);
		return switch (shell) {
			case CompletionScript.BASH -> script.bash();
			case CompletionScript.ZSH -> script.zsh();
			default -> throw ParsedCommand.invalid("'completion' supports bash and zsh, not '" + shell + "'."
					+ NearestName.question(shell, CompletionScript.SHELLS), usage());
		};
	}

}
