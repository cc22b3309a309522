package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationResult;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Runs one migration, regardless of its state.
 */
final class MigrateOneCommand extends AdminCommand {

	private final Services tools;

	private final Guards guards;

	MigrateOneCommand(Services tools, Guards guards) {
		super(CommandSpec
			.of("migrate-one", Group.MIGRATIONS, "Run one migration, regardless of its state",
					"migrate-one 202611231015_index_dogs staging")
			.aliases("migrate_one")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.CONFIRM, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(1));
		String id = new MigrationIds(this.tools.migrations().get(), environment, session)
			.ofApplication(invocation.word(0));
		this.tools.migrations().get().requireKnown(id, environment);
		this.guards.of(session).requireProof(environment, "Run migration " + id, invocation.confirmation());
		MigrationResult plan = new MigrationResult(environment.name(), List.of(), null, List.of(id));
		return MigrateCommand.run(plan, invocation, session,
				(progress) -> this.tools.migrationRunner().get().migrateOne(id, environment, progress));
	}

}
