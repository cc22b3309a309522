package io.monarch.shell;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;
import org.jspecify.annotations.Nullable;

/**
 * Lists the migrations of an environment.
 */
final class ListMigrationsCommand extends AdminCommand {

	private final Environments environments;

	private final MigrationRunner runner;

	ListMigrationsCommand(Environments environments, MigrationRunner runner) {
		super(Usage
			.of("list-migrations", Group.MIGRATIONS, "List the migrations of an environment and their states",
					"list-migrations production")
			.aliases("list_migrations")
			.argument("env", Completion.ENVIRONMENT)
			.options(Usage.OUTPUT));
		this.environments = environments;
		this.runner = runner;
	}

	@Override
	void run(Invocation invocation, Session session) {
		Environment environment = this.environments.get(invocation.word(0));
		List<MigrationStatus> statuses = this.runner.list(environment);
		if (invocation.isJson()) {
			session.output().json(statuses.stream().map(Shapes::of).toList());
		}
		else if (statuses.isEmpty()) {
			session.say("There are no migrations for environment " + environment.description()
					+ ". 'monarch generate-migration <words>' writes one.");
		}
		else {
			session.output()
				.table(List.of("ID", "STATE", "WHEN", "DURATION", "DESCRIPTION"),
						statuses.stream().map(ListMigrationsCommand::row).toList());
		}
	}

	private static List<String> row(MigrationStatus status) {
		String when = (status.finishedAt() != null) ? status.finishedAt().truncatedTo(ChronoUnit.SECONDS).toString()
				: (status.startedAt() != null) ? status.startedAt().truncatedTo(ChronoUnit.SECONDS).toString() : "-";
		String description = (status.error() != null) ? status.error()
				: (status.description() != null) ? status.description() : "";
		return List.of(status.id(), status.state().name(), when, duration(status.duration()), description);
	}

	private static String duration(@Nullable Duration duration) {
		if (duration == null) {
			return "-";
		}
		return (duration.toSeconds() < 10) ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
	}

}
