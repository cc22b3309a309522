package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.safety.Change;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;

/**
 * Runs one migration, whatever its state.
 */
final class MigrateOneCommand extends AdminCommand {

	private final Environments environments;

	private final MigrationRunner runner;

	private final Guards guards;

	MigrateOneCommand(Environments environments, MigrationRunner runner, Guards guards) {
		super(Usage
			.of("migrate-one", Group.MIGRATIONS, "Run one migration, whatever its state",
					"migrate-one 202611231015_index_dogs staging")
			.aliases("migrate_one")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(Usage.CONFIRM, Usage.YES, Usage.OUTPUT));
		this.environments = environments;
		this.runner = runner;
		this.guards = guards;
	}

	@Override
	void run(Invocation invocation, Session session) {
		String id = invocation.word(0);
		Environment environment = this.environments.get(invocation.word(1));
		this.runner.requireKnown(id, environment);
		var unused = this.guards.of(session)
			.approve(new Change(environment, "Run migration " + id, List.of(), true), invocation.consent());
		MigrateCommand.print(invocation, session,
				() -> this.runner.migrateOne(id, environment, new MigrationProgress(session)), true);
	}

}
