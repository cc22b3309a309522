package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.Migrations;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;

/**
 * Runs one migration, regardless of its state.
 */
final class MigrateOneCommand extends AdminCommand {

	private static final Flag FROM_START = new Flag("from-start", ' ', null,
			"Begin a batch migration anew, instead of where it stopped: documents that are done are changed again",
			false);

	private final Services services;

	private final Guards guards;

	MigrateOneCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("migrate-one", Group.MIGRATIONS, "Run one migration, regardless of its state",
					"migrate-one 202611231015_index_dogs staging")
			.aliases("migrate_one")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(FROM_START, CommandSpec.CONFIRM, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(1));
		Migrations migrations = this.services.migrations().get();
		String id = new MigrationIds(migrations, environment, session).ofApplication(command.word(0));
		boolean fromStart = command.has(FROM_START);
		if (fromStart) {
			BatchWords.requireBatch(id, environment, migrations, "so it always runs from its start");
		}
		else {
			migrations.requireKnown(id, environment);
		}
		this.guards.of(session)
			.requireProof(environment, "Run migration " + id + (fromStart ? " from its start" : ""),
					command.confirmation());
		MigrationResult plan = new MigrationResult(environment.name(), List.of(), null, List.of(id));
		return MigrateCommand.run(plan, command, session,
				(progress) -> this.services.migrationRunner().get().migrateOne(id, environment, fromStart, progress));
	}

}
