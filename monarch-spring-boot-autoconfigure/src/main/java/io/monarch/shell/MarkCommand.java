package io.monarch.shell;

import java.util.List;
import java.util.Locale;

import io.monarch.environment.Environment;
import io.monarch.environment.NearestName;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Changes the record of a migration, or of many, without running anything.
 */
final class MarkCommand extends AdminCommand {

	private static final Flag AS = new Flag("as", ' ', "completed|new", "The new state of the migration", true);

	private static final Flag ALL = new Flag("all", ' ', null, "Mark all migrations of the environment", false);

	private final Services services;

	private final Guards guards;

	MarkCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("mark", Group.MIGRATIONS, "Change the record of a migration, or of many, without running anything",
					"mark 202611231015_index_dogs staging --as completed")
			.argumentUnless("id", Completion.MIGRATION, CommandSpec.UNTIL, ALL)
			.argument("env", Completion.ENVIRONMENTS)
			.options(AS, CommandSpec.UNTIL, ALL, CommandSpec.CONFIRM_MANY, CommandSpec.YES_IN_VAIN,
					CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		MigrationState as = state(command);
		if (command.has(CommandSpec.UNTIL) && command.has(ALL)) {
			throw ParsedCommand.invalid("Use either --until or --all, not both.", usage());
		}
		String word = command.word(command.words().size() - 1);
		ManyEnvironments many = ManyEnvironments.of(word, this.services, session);
		if (many != null) {
			return new MarkMany(this.guards).run(many, marking(as, command, session), command, session);
		}
		Environment environment = this.services.environments().get().get(word);
		return (command.has(CommandSpec.UNTIL) || command.has(ALL)) ? markMany(environment, as, command, session)
				: markOne(environment, as, command, session);
	}

	private MigrationState state(ParsedCommand command) {
		String as = command.option(AS).orElseThrow();
		if (!as.equals("completed") && !as.equals("new")) {
			throw ParsedCommand.invalid("--as must be 'completed' or 'new', not '" + as + "'."
					+ NearestName.question(as, List.of("completed", "new")), usage());
		}
		return MigrationState.valueOf(as.toUpperCase(Locale.ROOT));
	}

	/**
	 * Return the marking for several environments.
	 */
	private MarkMany.Marking marking(MigrationState as, ParsedCommand command, Session session) {
		MigrationRunner runner = this.services.migrationRunner().get();
		MigrationIds ids = new MigrationIds(this.services.migrations().get(), session);
		if (command.has(ALL)) {
			return new MarkMany.Marking("all migrations", "all migrations", word(as),
					(environment) -> runner.markAll(environment, as));
		}
		if (command.has(CommandSpec.UNTIL)) {
			String until = ids.ofApplication(command.option(CommandSpec.UNTIL).orElseThrow());
			String range = "the migrations up to " + until;
			return new MarkMany.Marking(range, range, word(as),
					(environment) -> runner.markUntil(until, environment, as));
		}
		String id = ids.ofApplication(command.word(0));
		return new MarkMany.Marking("migration " + id, id, word(as),
				(environment) -> List.of(runner.mark(id, environment, as)));
	}

	private CommandResult markOne(Environment environment, MigrationState as, ParsedCommand command, Session session) {
		String id = find(command.word(0), environment, session);
		this.guards.of(session)
			.requireProof(environment, "Mark migration " + id + " as " + word(as), command.confirmation());
		MigrationStatus status = this.services.migrationRunner().get().mark(id, environment, as);
		return CommandResult.ofLine(JsonViews.of(status),
				"Marked " + id + " as " + word(as) + " on '" + environment.name() + "'");
	}

	private CommandResult markMany(Environment environment, MigrationState as, ParsedCommand command, Session session) {
		Migrations migrations = this.services.migrations().get();
		String until = command.option(CommandSpec.UNTIL)
			.map(new MigrationIds(migrations, environment, session)::ofApplication)
			.orElse(null);
		List<String> ids = migrations.toMark(environment, until, as);
		String count = Sizes.count(ids.size(), "migration") + " as " + word(as);
		if (!ids.isEmpty()) {
			session.say("This would mark " + count + " on environment " + environment.description() + ":");
			ids.forEach((id) -> session.say("  " + id));
		}
		this.guards.of(session).requireProof(environment, "Mark " + count, command.confirmation());
		List<MigrationStatus> marked = ids.isEmpty() ? List.of() : mark(until, environment, as);
		return CommandResult.ofLine(marked.stream().map(JsonViews::of).toList(),
				marked.isEmpty()
						? "No record had to change: all of them are " + word(as) + " on '" + environment.name() + "'"
						: "Marked " + Sizes.count(marked.size(), "migration") + " as " + word(as) + " on '"
								+ environment.name() + "'");
	}

	private List<MigrationStatus> mark(@Nullable String until, Environment environment, MigrationState as) {
		MigrationRunner runner = this.services.migrationRunner().get();
		return (until != null) ? runner.markUntil(until, environment, as) : runner.markAll(environment, as);
	}

	private static String word(MigrationState as) {
		return as.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Find a migration. One that is only in the history can be marked too, to remove its
	 * record.
	 */
	private String find(String typed, Environment environment, Session session) {
		Migrations migrations = this.services.migrations().get();
		List<MigrationStatus> statuses = migrations.list(environment);
		String id = new MigrationIds(migrations, environment, session).ofAll(typed, statuses);
		if (statuses.stream().noneMatch((status) -> status.id().equals(id))) {
			migrations.requireKnown(id, environment);
		}
		return id;
	}

}
