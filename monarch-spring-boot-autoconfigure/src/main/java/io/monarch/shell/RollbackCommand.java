package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationStatus;
import io.monarch.safety.Change;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;

/**
 * Undoes one migration by its rollback.
 */
final class RollbackCommand extends AdminCommand {

	private final Environments environments;

	private final MigrationRunner runner;

	private final Guards guards;

	RollbackCommand(Environments environments, MigrationRunner runner, Guards guards) {
		super(Usage
			.of("rollback", Group.MIGRATIONS, "Undo one migration by its rollback",
					"rollback 202611231015_index_dogs staging")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(Usage.YES, Usage.CONFIRM, Usage.OUTPUT));
		this.environments = environments;
		this.runner = runner;
		this.guards = guards;
	}

	@Override
	void run(Invocation invocation, Session session) {
		String id = invocation.word(0);
		Environment environment = this.environments.get(invocation.word(1));
		this.runner.requireRollback(id, environment);
		var unused = this.guards.of(session)
			.approve(new Change(environment, "Roll back migration " + id,
					List.of("whatever the rollback of " + id + " removes from database " + environment.database()),
					true), invocation.consent());
		MigrationStatus status = this.runner.rollback(id, environment, new MigrationProgress(session));
		if (invocation.isJson()) {
			session.output().json(Shapes.of(status));
		}
		else {
			session.output().result("Rolled back " + id + ": it is pending again on '" + environment.name() + "'");
		}
	}

}
