package io.monarch.shell;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;
import org.jspecify.annotations.Nullable;

/**
 * Lists the migrations of an environment.
 */
final class ListMigrationsCommand extends AdminCommand {

	private final Toolbelt tools;

	ListMigrationsCommand(Toolbelt tools) {
		super(Usage
			.of("list-migrations", Group.MIGRATIONS, "List the migrations of an environment and their states",
					"list-migrations production")
			.aliases("list_migrations")
			.argument("env", Completion.ENVIRONMENT)
			.options(Usage.OUTPUT));
		this.tools = tools;
	}

	@Override
	void run(Invocation invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(0));
		List<MigrationStatus> statuses = this.tools.migrations().get().list(environment);
		if (invocation.isJson()) {
			session.output().json(statuses.stream().map(Shapes::of).toList());
		}
		else if (statuses.isEmpty()) {
			session.say("There are no migrations for environment " + environment.description()
					+ ". 'monarch generate-migration <words>' writes one.");
		}
		else {
			session.output()
				.table(List.of("ID", "STATE", "WHEN", "DURATION", "DESCRIPTION", "ERROR"),
						statuses.stream().map(ListMigrationsCommand::row).toList());
		}
	}

	private static List<String> row(MigrationStatus status) {
		String when = (status.finishedAt() != null) ? status.finishedAt().truncatedTo(ChronoUnit.SECONDS).toString()
				: (status.startedAt() != null) ? status.startedAt().truncatedTo(ChronoUnit.SECONDS).toString() : "-";
		return List.of(status.id(), status.state().name(), when, duration(status.duration()),
				(status.description() != null) ? status.description() : "",
				(status.error() != null) ? status.error() : "");
	}

	private static String duration(@Nullable Duration duration) {
		if (duration == null) {
			return "-";
		}
		return (duration.toSeconds() < 10) ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
	}

}
