package io.monarch.shell;

import java.util.List;
import java.util.Locale;

import io.monarch.environment.Environment;
import io.monarch.environment.NearestName;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;

/**
 * Changes the record of a migration without running it.
 */
final class MarkCommand extends AdminCommand {

	private static final Flag AS = new Flag("as", ' ', "completed|new", "What the migration counts as from now on",
			true);

	private final Services tools;

	private final Guards guards;

	MarkCommand(Services tools, Guards guards) {
		super(CommandSpec
			.of("mark", Group.MIGRATIONS, "Change the record of a migration, without running it",
					"mark 202611231015_index_dogs staging --as completed")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(AS, CommandSpec.CONFIRM, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		String as = invocation.option(AS).orElseThrow();
		if (!as.equals("completed") && !as.equals("new")) {
			throw ParsedCommand.invalid("--as is 'completed' or 'new', and not '" + as + "'."
					+ NearestName.question(as, List.of("completed", "new")), usage());
		}
		Environment environment = this.tools.environments().get().get(invocation.word(1));
		String id = find(invocation.word(0), environment, session);
		this.guards.of(session)
			.requireProof(environment, "Mark migration " + id + " as " + as, invocation.confirmation());
		MigrationStatus status = this.tools.migrationRunner()
			.get()
			.mark(id, environment, MigrationState.valueOf(as.toUpperCase(Locale.ROOT)));
		return CommandResult.ofLine(JsonViews.of(status),
				"Marked " + id + " as " + as + " on '" + environment.name() + "'");
	}

	/**
	 * What is in the history only can be marked too: that is how it is cleared.
	 */
	private String find(String typed, Environment environment, Session session) {
		Migrations migrations = this.tools.migrations().get();
		List<MigrationStatus> statuses = migrations.list(environment);
		String id = new MigrationIds(migrations, environment, session).ofAll(typed, statuses);
		if (statuses.stream().noneMatch((status) -> status.id().equals(id))) {
			migrations.requireKnown(id, environment);
		}
		return id;
	}

}
