package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.MonarchException;
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
			.argument("env", Completion.ENVIRONMENTS)
			.options(AS, CommandSpec.CONFIRM_MANY, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
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
		ManyEnvironments many = ManyEnvironments.of(invocation.word(1), this.tools, session);
		if (many != null) {
			return mark(invocation.word(0), MigrationState.valueOf(as.toUpperCase(Locale.ROOT)), many, invocation,
					session);
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

	private CommandResult mark(String typed, MigrationState as, ManyEnvironments many, ParsedCommand invocation,
			Session session) {
		String id = new MigrationIds(this.tools.migrations().get(), session).ofApplication(typed);
		String word = as.name().toLowerCase(Locale.ROOT);
		EnvironmentOutcomes<Boolean> guarded = many.read("Looking at the environments", this.guards::isGuarded);
		List<String> names = guarded.outcomes()
			.stream()
			.filter((each) -> Boolean.TRUE.equals(each.result()))
			.map(EnvironmentOutcome::environment)
			.toList();
		this.guards.warnOfUncompared(session);
		this.guards.of(session)
			.requireProof("Mark migration " + id + " as " + word, many.glob(), many.databases(), names, List.of(),
					invocation.confirmation());
		List<Environment> usable = many.environments()
			.stream()
			.filter((each) -> guarded.outcomes()
				.stream()
				.anyMatch((outcome) -> outcome.environment().equals(each.name()) && outcome.result() != null))
			.toList();
		EnvironmentOutcomes<MigrationStatus> outcomes = many.change(usable, "Marking", (environment) -> {
			environment.requireWritable();
			return this.tools.migrationRunner().get().mark(id, environment, as);
		}, (outcome) -> {
			if (!invocation.isJson() && outcome.result() != null) {
				session.output().result("Marked " + id + " as " + word + " on '" + outcome.environment() + "'");
			}
		});
		Map<String, MonarchException> unread = new LinkedHashMap<>();
		guarded.failed().forEach((each) -> unread.put(each.environment(), Objects.requireNonNull(each.failure())));
		EnvironmentOutcomes<MigrationStatus> all = outcomes.and(unread);
		return CommandResult
			.of(all.outcomes()
				.stream()
				.filter(EnvironmentOutcome::isBegun)
				.map((each) -> (each.result() != null) ? JsonViews.of(each.environment(), each.result())
						: ManyEnvironments.json(each))
				.toList(), (to) -> ManyEnvironments.sayFailures(all, to))
			.failing(many.failure(all, "marked"));
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
