package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Attempt;
import io.monarch.migration.MigrationStatus.Imported;
import io.monarch.migration.Migrations;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Shows everything that is recorded about one migration.
 */
final class ShowMigrationCommand extends AdminCommand {

	private final Services services;

	private final Clock clock;

	ShowMigrationCommand(Services services, Clock clock) {
		super(CommandSpec
			.of("show-migration", Group.MIGRATIONS,
					"Show everything that is recorded about one migration, with its stack trace",
					"show-migration 202611231015_index_dogs staging")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(1));
		Migrations migrations = this.services.migrations().get();
		List<MigrationStatus> all = migrations.list(environment);
		String id = new MigrationIds(migrations, environment, session).ofAll(command.word(0), all);
		MigrationStatus status = all.stream().filter((each) -> each.id().equals(id)).findFirst().orElseGet(() -> {
			migrations.requireKnown(id, environment);
			return new MigrationStatus(id, null, MigrationState.NEW, null, null, null, null);
		});
		String action = needsAction(status) ? migrations.advice(status, environment)
				: BatchWords.next(status, environment);
		return CommandResult.of(JsonViews.ofAll(environment, status, action),
				(to) -> show(status, action, to.output()));
	}

	static boolean needsAction(MigrationStatus status) {
		return status.isAbandoned() || status.recordedState() == MigrationState.FAILED;
	}

	private void show(MigrationStatus status, @Nullable String action, Output output) {
		Instant now = this.clock.instant();
		Map<String, @Nullable String> lines = new LinkedHashMap<>();
		lines.put("Migration", status.id());
		lines.put("Description", status.description());
		lines.put("State", StateWords.of(status));
		lines.put("Began", time(status.startedAt(), now));
		lines.put("Ended", time(status.finishedAt(), now));
		lines.put("Duration", (status.duration() != null) ? ListMigrationsCommand.duration(status.duration()) : null);
		lines.put("Repeatable", (status.version() != null) ? "in version " + status.version()
				+ ((status.attempt() != null) ? ", recorded in "
						+ ((status.recordedVersion() != null) ? "version " + status.recordedVersion() : "no version")
						: "")
				: null);
		Attempt attempt = status.attempt();
		if (attempt != null) {
			lines.put("Operation", (attempt.rollback() ? "rollback" : "migrate")
					+ (attempt.transactional() ? ", in a transaction" : ""));
			lines.put("Host", attempt.host());
			lines.put("Version", attempt.applicationVersion());
			lines.put("Marked", marked(attempt, now));
			lines.put("Imported", (attempt.imported() != null) ? imported(attempt.imported()) : null);
		}
		if (status.activity() != null && status.activity().running()) {
			lines.put("Runs", "on " + status.activity().owner());
		}
		if (status.batch() != null) {
			lines.put("Batches", status.batch().background() ? "in the background" : "before the application is ready");
		}
		lines.put("Progress", (status.progress() != null) ? BatchWords.progress(status.progress()) : null);
		lines.put("Paused", (status.pause() != null)
				? "by " + status.pause().by() + ", " + Sizes.time(status.pause().since(), now) : null);
		lines.put("Error", status.error());
		lines.put("Next", action);
		List<String> all = new ArrayList<>();
		lines.forEach((name, value) -> {
			// Not wrapped here, since text that a terminal wraps can be copied in one
			// piece.
			String before = name + ":";
			for (String line : (value != null) ? value.lines().toList() : List.<String>of()) {
				all.add(String.format("%-13s%s", before, line));
				before = "";
			}
		});
		if (attempt != null && attempt.trace() != null) {
			all.add("");
			attempt.trace().lines().forEach((line) -> all.add(line.replace("\t", "    ")));
		}
		output.lines(all);
	}

	private static String imported(Imported imported) {
		return "not run here, but imported from " + imported.from() + " (collection '" + imported.collection()
				+ "'), where it is '" + imported.id() + "'"
				+ ((imported.author() != null) ? " by " + imported.author() : "");
	}

	private static @Nullable String marked(Attempt attempt, Instant now) {
		if (!attempt.marked()) {
			return null;
		}
		return "only marked, not run" + ((attempt.markedBy() != null) ? ", by " + attempt.markedBy() : "")
				+ ((attempt.markedAt() != null) ? ", " + Sizes.time(attempt.markedAt(), now) : "");
	}

	private static @Nullable String time(@Nullable Instant time, Instant now) {
		return (time != null) ? Sizes.time(time, now) : null;
	}

}
