package io.monarch.shell;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Lets a paused batch migration continue.
 */
final class ResumeCommand extends AdminCommand {

	private final Services services;

	private final Guards guards;

	ResumeCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("resume", Group.MIGRATIONS, "Let a paused batch migration continue",
					"resume 202611231015_split_names production")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.CONFIRM, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(1));
		Migrations migrations = this.services.migrations().get();
		String id = new MigrationIds(migrations, environment, session).ofApplication(command.word(0));
		BatchWords.requireBatch(id, environment, migrations, "so it cannot be resumed");
		this.guards.of(session).requireProof(environment, "Resume migration " + id, command.confirmation());
		MigrationStatus status = this.services.migrationRunner().get().resume(id, environment);
		session.inform(BatchWords.afterResume(status, environment));
		return CommandResult.ofLine(JsonViews.of(status),
				"Resumed " + id + " on '" + environment.name() + "'" + BatchWords.at(status));
	}

}
