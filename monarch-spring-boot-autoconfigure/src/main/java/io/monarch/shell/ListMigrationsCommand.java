package io.monarch.shell;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.Migrations;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.MigrationMatrix.Statuses;
import org.jspecify.annotations.Nullable;

/**
 * Lists the migrations of an environment.
 */
final class ListMigrationsCommand extends AdminCommand {

	private static final Flag PENDING = new Flag("pending", ' ', null, "Show only those that 'migrate' would run",
			false);

	private static final Flag FAILED = new Flag("failed", ' ', null, "Show only those that failed or were abandoned",
			false);

	private final Services services;

	private final Clock clock;

	ListMigrationsCommand(Services services, Clock clock) {
		super(CommandSpec
			.of("list-migrations", Group.MIGRATIONS, "List the migrations of an environment and their states",
					"list-migrations production")
			.aliases("list_migrations")
			.argument("env", Completion.ENVIRONMENTS)
			.options(PENDING, FAILED, CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		ManyEnvironments many = ManyEnvironments.of(command.word(0), this.services, session);
		if (many != null) {
			return list(many, command);
		}
		Environment environment = this.services.environments().get().get(command.word(0));
		Migrations migrations = this.services.migrations().get();
		List<MigrationStatus> all;
		Set<String> pending;
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + environment.name() + "'")) {
			all = migrations.list(environment);
			pending = Set.copyOf(migrations.pending(environment));
		}
		boolean filtered = command.has(PENDING) || command.has(FAILED);
		List<MigrationStatus> wanted = all.stream().filter((status) -> isWanted(status, pending, command)).toList();
		MigrationSummary summary = new MigrationSummary(all, pending);
		return CommandResult.of(wanted.stream().map(JsonViews::of).toList(),
				(to) -> print(environment, all, wanted, filtered, summary, to));
	}

	/**
	 * List those of several environments: as JSON, what each of them would print, with
	 * its name.
	 */
	private CommandResult list(ManyEnvironments many, ParsedCommand command) {
		Migrations migrations = this.services.migrations().get();
		EnvironmentOutcomes<Statuses> outcomes = many.read("Looking at the migrations",
				(environment) -> new Statuses(migrations.list(environment),
						Set.copyOf(migrations.pending(environment))));
		BiPredicate<Statuses, MigrationStatus> wanted = (of, status) -> isWanted(status, of.pending(), command);
		List<Object> json = new ArrayList<>();
		outcomes.outcomes()
			.forEach((each) -> json.add((each.result() != null) ? each.result()
				.all()
				.stream()
				.filter((status) -> isWanted(status, each.result().pending(), command))
				.map((status) -> JsonViews.of(each.environment(), status))
				.toList() : ManyEnvironments.json(each)));
		return CommandResult.of(json, new MigrationMatrix(outcomes, migrations.ids(), wanted)::print)
			.failing(many.failure(outcomes, "read"));
	}

	private static boolean isWanted(MigrationStatus status, Set<String> pending, ParsedCommand command) {
		return (!command.has(PENDING) && !command.has(FAILED))
				|| (command.has(PENDING) && pending.contains(status.id()))
				|| (command.has(FAILED) && ShowMigrationCommand.needsAction(status));
	}

	private void print(Environment environment, List<MigrationStatus> all, List<MigrationStatus> wanted,
			boolean filtered, MigrationSummary summary, Session session) {
		if (all.isEmpty()) {
			session.say("There are no migrations for environment " + environment.description()
					+ ". 'monarch generate-migration <words>' creates one.");
		}
		else if (wanted.isEmpty()) {
			session.say("None of " + summary.text() + ".");
		}
		else {
			MigrationListing.of(wanted, environment, session, this.clock.instant())
				.print(filtered ? Sizes.count(wanted.size()) + " of " + summary.text() : summary.text());
		}
		if (!filtered) {
			sayWhatIsForOthers(environment, session);
		}
	}

	private void sayWhatIsForOthers(Environment environment, Session session) {
		Map<String, List<String>> others = this.services.migrations().get().forOtherEnvironments(environment);
		if (!others.isEmpty()) {
			session.say("Not for environment '" + environment.name() + "':");
			others.forEach((id, names) -> {
				session.say("  " + id);
				session.say("    only for " + String.join(", ", names));
			});
		}
		if (!others.isEmpty() && environment.isApplication() && environment.name().equals(Environment.DEFAULT_NAME)) {
			session
				.say("'" + Environment.DEFAULT_NAME + "' is the default name: set monarch.environment to the name of "
						+ "this deployment's environment.");
		}
	}

	static String duration(@Nullable Duration duration) {
		if (duration == null) {
			return "-";
		}
		return (duration.toSeconds() < 10) ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
	}

}
