package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.safety.Approval;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;

/**
 * Drops the database of an environment.
 */
final class DropDbCommand extends AdminCommand {

	private final Toolbelt tools;

	private final Guards guards;

	DropDbCommand(Toolbelt tools, Guards guards) {
		super(Usage.of("drop-db", Group.COPIES, "Drop the database of an environment", "drop-db development")
			.aliases("drop_db")
			.argument("env", Completion.ENVIRONMENT)
			.options(Usage.YES, Usage.CONFIRM, Usage.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	void run(Invocation invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(0));
		Approval approval = Transfers.approve(this.guards.of(session), environment, "Drop the database",
				Transfers.lost(environment, session), List.of(), invocation.consent());
		try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + environment.name() + "'")) {
			this.tools.replacement().get().drop(environment, approval, progress);
		}
		if (invocation.isJson()) {
			session.output().json(Shapes.ofDropped(environment));
		}
		else {
			session.output().result("Dropped the database of " + environment.description());
		}
	}

}
