package io.monarch.shell;

import java.nio.file.Path;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.Selector;
import io.monarch.rehearsal.RehearsalReport;
import io.monarch.rehearsal.RehearsalRequest;
import io.monarch.rehearsal.RehearsalResult;
import io.monarch.rehearsal.RehearsedMigration;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Rehearses the pending migrations of an environment on a copy of its database.
 */
final class RehearseCommand extends AdminCommand {

	private static final Flag ON = new Flag("on", ' ', "env",
			"Create the temporary database on the server of this environment, whose own database is not touched", true);

	private static final Flag PROVE = new Flag("prove", ' ', null,
			"Also prove that restartable migrations can be stopped and run again, and that rollbacks restore the state",
			false);

	private static final Flag REPORT = new Flag("report", ' ', "file.html",
			"Write a report: one HTML page that needs no network", false);

	private static final Flag KEEP = new Flag("keep", ' ', null, "Keep the temporary database, and print its name",
			false);

	private final Services services;

	private final Guards guards;

	RehearseCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("rehearse", Group.MIGRATIONS,
					"Run what is pending for an environment on a copy of its data, and report what it does",
					"rehearse production --on development")
			.argument("env", Completion.ENVIRONMENT)
			.options(ON, CommandSpec.QUERY_SET, CommandSpec.PARAM, PROVE, REPORT, KEEP, CommandSpec.STRICT,
					CommandSpec.IGNORE_FREE_SPACE, CommandSpec.CONFIRM, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(0));
		Environment on = this.services.environments().get().get(command.option(ON).orElseThrow());
		this.services.copier().get().requireDifferent(environment, on);
		RehearsalReport report = report(command);
		environment.requireReadable();
		Selector selector = Transfers.selector(this.services, command, session, usage());
		this.guards.of(session)
			.requireProof(on,
					"Rehearse the migrations of '" + environment.name() + "' in a temporary database on its server",
					command.confirmation());
		RehearsalResult result;
		try (RehearsalProgress progress = new RehearsalProgress(session, environment.name())) {
			result = this.services.rehearsal()
				.get()
				.rehearse(new RehearsalRequest(environment, on, selector, command.has(PROVE), command.has(KEEP),
						command.has(CommandSpec.IGNORE_FREE_SPACE), 1, this.services.rehearsal().get().isAtRest()),
						progress.copying(), progress);
		}
		CommandResult shown = CommandResult.of(RehearsalViews.of(result), (to) -> RehearsalListing.print(result, to));
		return shown.failing(writeReport(report, result, failure(result, command), session));
	}

	/**
	 * Write the report. If that fails, the result is printed all the same.
	 * @return the failure of the command
	 */
	private static @Nullable MonarchException writeReport(@Nullable RehearsalReport report, RehearsalResult result,
			@Nullable MonarchException failure, Session session) {
		if (report == null) {
			return failure;
		}
		try {
			report.write(result);
			session.inform("Report: " + report.file());
			return failure;
		}
		catch (MonarchException ex) {
			return (failure != null)
					? new MonarchException(failure.kind(), String.valueOf(failure.getMessage()),
							failure.action() + " " + ex.getMessage(), failure)
					: new MonarchException(Kind.FAILED, String.valueOf(ex.getMessage()),
							"The rehearsal is complete, and its result is above. " + ex.action(), ex);
		}
	}

	private static @Nullable RehearsalReport report(ParsedCommand command) {
		return command.option(REPORT).map((file) -> RehearsalReport.to(Path.of(file))).orElse(null);
	}

	private static @Nullable MonarchException failure(RehearsalResult result, ParsedCommand command) {
		RehearsedMigration failed = result.failed().orElse(null);
		if (failed != null) {
			return new MonarchException(Kind.FAILED,
					"Migration '" + failed.id() + "' failed in the rehearsal: " + failed.error(),
					"Environment '" + result.environment() + "' is unchanged. Correct the migration, and rehearse it "
							+ "again.");
		}
		int warnings = result.warnings().size();
		return (warnings > 0 && command.has(CommandSpec.STRICT))
				? new MonarchException(Kind.WARNINGS, "The rehearsal has " + Sizes.count(warnings, "warning") + ".",
						"Environment '" + result.environment() + "' is unchanged.")
				: null;
	}

}
