package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.safety.Approval;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Drops the database of an environment.
 */
final class DropDbCommand extends AdminCommand {

	private final Services services;

	private final Guards guards;

	DropDbCommand(Services services, Guards guards) {
		super(CommandSpec.of("drop-db", Group.COPIES, "Drop the database of an environment", "drop-db development")
			.aliases("drop_db")
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.YES, CommandSpec.CONFIRM, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(0));
		Approval approval = Transfers.approve(this.guards.of(session), environment, "Drop the database",
				Transfers.lost(environment, session), List.of(), command.confirmation());
		try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + environment.name() + "'")) {
			this.services.replacement().get().drop(environment, approval, progress);
		}
		return CommandResult.ofLine(JsonViews.ofDropped(environment),
				"Dropped the database of " + environment.description());
	}

}
