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

	private final Services tools;

	private final Guards guards;

	DropDbCommand(Services tools, Guards guards) {
		super(CommandSpec.of("drop-db", Group.COPIES, "Drop the database of an environment", "drop-db development")
			.aliases("drop_db")
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.YES, CommandSpec.CONFIRM, CommandSpec.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(0));
		Approval approval = Transfers.approve(this.guards.of(session), environment, "Drop the database",
				Transfers.lost(environment, session), List.of(), invocation.confirmation());
		try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + environment.name() + "'")) {
			this.tools.replacement().get().drop(environment, approval, progress);
		}
		return CommandResult.ofLine(JsonViews.ofDropped(environment),
				"Dropped the database of " + environment.description());
	}

}
