package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.safety.DestructiveAction;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Undoes one migration with its rollback.
 */
final class RollbackCommand extends AdminCommand {

	private final Services services;

	private final Guards guards;

	RollbackCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("rollback", Group.MIGRATIONS, "Undo one migration with its rollback",
					"rollback 202611231015_index_dogs staging")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.YES, CommandSpec.CONFIRM, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(1));
		String id = new MigrationIds(this.services.migrations().get(), environment, session)
			.ofApplication(command.word(0));
		this.services.migrations().get().requireRollback(id, environment);
		requireApplied(id, environment);
		DestructiveAction loss = new DestructiveAction(environment, "Roll back migration " + id,
				List.of("whatever the rollback of " + id + " removes from database " + environment.database()));
		var unused = this.guards.of(session).approve(loss, command.confirmation());
		MigrationStatus status;
		try (MigrationProgress progress = new MigrationProgress(session, "Rolling back", false)) {
			status = this.services.migrationRunner().get().rollback(id, environment, progress);
		}
		return CommandResult.ofLine(JsonViews.of(status),
				"Rolled back " + id + ": it is pending again on '" + environment.name() + "'");
	}

	/**
	 * Check this before asking, rather than in the runner afterwards.
	 */
	private void requireApplied(String id, Environment environment) {
		boolean applied = this.services.migrations()
			.get()
			.list(environment)
			.stream()
			.anyMatch((status) -> status.id().equals(id) && status.recordedState() != MigrationState.NEW
					&& status.recordedState() != MigrationState.ROLLED_BACK);
		if (!applied) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + id + "' is not applied to environment " + environment.description() + ".",
					"See 'monarch list-migrations " + environment.name() + "'.");
		}
	}

}
