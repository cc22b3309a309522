package io.monarch.shell;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.Table.Column;
import io.monarch.shell.Table.Fit;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;
import org.jspecify.annotations.Nullable;

/**
 * Lists the migrations of an environment.
 */
final class ListMigrationsCommand extends AdminCommand {

	private final Toolbelt tools;

	private final Clock clock;

	ListMigrationsCommand(Toolbelt tools, Clock clock) {
		super(Usage
			.of("list-migrations", Group.MIGRATIONS, "List the migrations of an environment and their states",
					"list-migrations production")
			.aliases("list_migrations")
			.argument("env", Completion.ENVIRONMENT)
			.options(Usage.OUTPUT));
		this.tools = tools;
		this.clock = clock;
	}

	@Override
	void run(Invocation invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(0));
		List<MigrationStatus> statuses;
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + environment.name() + "'")) {
			statuses = this.tools.migrations().get().list(environment);
		}
		if (invocation.isJson()) {
			session.output().json(statuses.stream().map(Shapes::of).toList());
		}
		else if (statuses.isEmpty()) {
			session.say("There are no migrations for environment " + environment.description()
					+ ". 'monarch generate-migration <words>' writes one.");
		}
		else {
			session.output().table(table(statuses, this.clock.instant()));
		}
		if (!invocation.isJson()) {
			sayWhatIsForOthers(environment, session);
		}
	}

	private void sayWhatIsForOthers(Environment environment, Session session) {
		Map<String, List<String>> others = this.tools.migrations().get().forOtherEnvironments(environment);
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

	static Table table(List<MigrationStatus> statuses, Instant now) {
		Table table = new Table(new Column("ID", Fit.SHORTENED), new Column("STATE", Fit.KEPT),
				new Column("WHEN", Fit.WRAPPED), new Column("DURATION", Fit.KEPT),
				new Column("DESCRIPTION", Fit.WRAPPED), new Column("ERROR", Fit.WRAPPED));
		statuses.forEach((status) -> table.row(status.id(), StateWords.cell(status), when(status, now),
				duration(status.duration()), Objects.requireNonNullElse(status.description(), ""),
				StateWords.remark(status)));
		return table;
	}

	static String when(MigrationStatus status, Instant now) {
		Instant when = (status.finishedAt() != null) ? status.finishedAt() : status.startedAt();
		return (when != null) ? Sizes.time(when, now) : "-";
	}

	static String duration(@Nullable Duration duration) {
		if (duration == null) {
			return "-";
		}
		return (duration.toSeconds() < 10) ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
	}

}
