package io.monarch.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationState;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pending migrations.
 */
final class MigrateCommand extends AdminCommand {

	private static final Flag DRY_RUN = new Flag("dry-run", ' ', null, "Only print what would run", false);

	static final Flag BACKUP = new Flag("backup", ' ', null,
			"First back up each environment on which a migration is pending", false);

	private final Services services;

	private final Guards guards;

	MigrateCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("migrate", Group.MIGRATIONS, "Run the pending migrations of an environment, in order",
					"migrate production")
			.argument("env", Completion.ENVIRONMENTS)
			.options(DRY_RUN, BACKUP, CommandSpec.CONFIRM_MANY, CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		ManyEnvironments many = ManyEnvironments.of(command.word(0), this.services, session);
		if (many != null) {
			return new MigrateMany(this.services, this.guards, many, session).run(command.has(DRY_RUN), command);
		}
		Environment environment = this.services.environments().get().get(command.word(0));
		MigrationResult plan;
		try {
			plan = this.services.migrations().get().dryRun(environment);
		}
		catch (MigrationFailedException ex) {
			return result(ex.result()).failing(ex);
		}
		boolean interrupted = this.services.locks().get().isRecoveryNeeded(environment);
		// Migrations in another tool's history are not pending, but have to be imported.
		boolean importing = plan.pending().isEmpty()
				&& !this.services.migrations().get().pending(environment).isEmpty();
		if (plan.pending().isEmpty() && !interrupted && !importing && !isRunningElsewhere(environment, this.services)) {
			session.say("Nothing is pending on environment " + environment.description() + ".");
			return result(plan);
		}
		if (command.has(DRY_RUN)) {
			if (interrupted) {
				session.say("Would first complete the interrupted replacement of the database of environment "
						+ environment.description() + ".");
			}
			if (command.has(BACKUP)) {
				session.say("Would first back up environment " + environment.description() + ".");
			}
			return CommandResult.of(JsonViews.of(plan), (to) -> print(plan, environment, to));
		}
		int count = plan.pending().size();
		String migrations = importing ? "no migration after the history of another tool is imported"
				: count + ((count == 1) ? " migration" : " migrations");
		this.guards.of(session)
			.requireProof(environment,
					interrupted ? "Complete the interrupted replacement, and run " + migrations : "Run " + migrations,
					described(plan, environment), command.confirmation());
		Function<MigrationListener, MigrationResult> work = (
				progress) -> this.services.migrationRunner().get().migrate(environment, progress);
		if (command.has(BACKUP) && (count > 0 || importing)) {
			return backUpAndRun(environment, plan, work, command, session);
		}
		return run(plan, command, session, work);
	}

	private CommandResult backUpAndRun(Environment environment, MigrationResult plan,
			Function<MigrationListener, MigrationResult> work, ParsedCommand command, Session session) {
		BackupBeforeMigration backup;
		try (TransferProgress progress = new TransferProgress(session, "Backing up '" + environment.name() + "'")) {
			backup = BackupBeforeMigration.make(this.services, environment, progress);
		}
		session.inform("Backed up as " + backup.name() + ".");
		CommandResult run = run(plan, command, session, work).with("backup", backup.name());
		if (!(run.failure() instanceof MonarchException failure)) {
			return run.with("restored", false);
		}
		boolean restored = false;
		if (session.canAsk() && !command.isJson()) {
			session.say(failure.getMessage() + " " + failure.action());
			restored = backup.offer(this.guards, command.confirmation().environment(), session);
		}
		String next = restored
				? "Environment '" + environment.name() + "' was restored from backup " + backup.name()
						+ ", to the state before the migrations. Correct the migration, and run it again."
				: failure.action() + " " + backup.wayBack();
		return run.with("restored", restored)
			.failing(new MonarchException(failure.kind(), String.valueOf(failure.getMessage()), next, failure));
	}

	/**
	 * Return the migrations that would run, to show them above the question.
	 */
	private List<String> described(MigrationResult plan, Environment environment) {
		Map<String, @Nullable String> descriptions = new HashMap<>();
		this.services.migrations()
			.get()
			.list(environment)
			.forEach((status) -> descriptions.put(status.id(), status.description()));
		List<String> lines = new ArrayList<>();
		for (String id : plan.pending()) {
			String description = descriptions.get(id);
			lines.add((description != null && !description.isBlank()) ? id + "  " + description : id);
		}
		return lines;
	}

	/**
	 * Tell whether the last migration is running in another process. The run then waits
	 * for it, to report its result.
	 */
	static boolean isRunningElsewhere(Environment environment, Services services) {
		return services.migrations()
			.get()
			.list(environment)
			.stream()
			.anyMatch((status) -> status.state() == MigrationState.PROCESSING);
	}

	private static void print(MigrationResult plan, Environment environment, Session session) {
		session.say("Would run on environment " + environment.description() + ":");
		plan.pending().forEach(session.output()::result);
	}

	/**
	 * Run migrations. The result contains those that were applied, even if the run
	 * failed. As text, each is printed as soon as it is applied.
	 */
	static CommandResult run(MigrationResult plan, ParsedCommand command, Session session,
			Function<MigrationListener, MigrationResult> work) {
		MigrationProgress progress = new MigrationProgress(session, "Running", !command.isJson());
		try (progress) {
			MigrationResult result = work.apply(progress);
			if (result.applied().isEmpty()) {
				session.say("Nothing is left to run.");
			}
			return result(result);
		}
		catch (MigrationFailedException ex) {
			return result(ex.result()).failing(ex);
		}
		catch (RuntimeException ex) {
			if (!(ex instanceof MonarchException monarch) || monarch.kind() == Kind.FAILED) {
				return result(progress.failed(plan, ex)).failing(ex);
			}
			throw ex;
		}
	}

	private static CommandResult result(MigrationResult result) {
		return CommandResult.of(JsonViews.of(result), (to) -> {
		});
	}

}
