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
 * Runs what is pending.
 */
final class MigrateCommand extends AdminCommand {

	private final Services tools;

	private final Guards guards;

	MigrateCommand(Services tools, Guards guards) {
		super(CommandSpec
			.of("migrate", Group.MIGRATIONS, "Run the pending migrations of an environment, in order",
					"migrate production")
			.argument("env", Completion.ENVIRONMENT)
			.options(new Flag("dry-run", ' ', null, "Only say what would run", false), CommandSpec.CONFIRM,
					CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	void run(ParsedCommand invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(0));
		MigrationResult plan = plan(environment, invocation, session);
		boolean unsettled = this.tools.locks().get().isRecoveryNeeded(environment);
		if (plan.pending().isEmpty() && !unsettled && !isRunningElsewhere(environment)) {
			session.say("Nothing is pending on environment " + environment.description() + ".");
			printJson(plan, invocation, session);
		}
		else if (invocation.has("dry-run")) {
			if (unsettled) {
				session.say("Would finish first what was cut short: replacing the database of environment "
						+ environment.description() + ".");
			}
			printPlan(plan, environment, invocation, session);
		}
		else {
			int count = plan.pending().size();
			String migrations = count + ((count == 1) ? " migration" : " migrations");
			this.guards.of(session)
				.requireProof(environment,
						unsettled ? "Finish what was cut short, and run " + migrations : "Run " + migrations,
						described(plan, environment), invocation.consent());
			run(plan, invocation, session,
					(progress) -> this.tools.migrationRunner().get().migrate(environment, progress));
		}
	}

	/**
	 * Say which migrations would run, so that the question is answered with them in
	 * sight.
	 */
	private List<String> described(MigrationResult plan, Environment environment) {
		Map<String, @Nullable String> descriptions = new HashMap<>();
		this.tools.migrations()
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

	private MigrationResult plan(Environment environment, ParsedCommand invocation, Session session) {
		try {
			return this.tools.migrations().get().dryRun(environment);
		}
		catch (MigrationFailedException ex) {
			printJson(ex.result(), invocation, session);
			throw ex;
		}
	}

	/**
	 * The last migration can be running in another process: the run then waits for it,
	 * since whoever asked for it wants to know how it ends.
	 */
	private boolean isRunningElsewhere(Environment environment) {
		return this.tools.migrations()
			.get()
			.list(environment)
			.stream()
			.anyMatch((status) -> status.state() == MigrationState.PROCESSING);
	}

	private static void printPlan(MigrationResult plan, Environment environment, ParsedCommand invocation,
			Session session) {
		if (invocation.isJson()) {
			session.output().json(JsonViews.of(plan));
		}
		else {
			session.say("Would run on environment " + environment.description() + ":");
			plan.pending().forEach(session.output()::result);
		}
	}

	/**
	 * Run migrations and print what is done: a line for each as soon as it is, or all at
	 * the end as JSON, also where a run failed midway.
	 */
	static void run(MigrationResult plan, ParsedCommand invocation, Session session,
			Function<MigrationListener, MigrationResult> work) {
		MigrationProgress progress = new MigrationProgress(session, "Running", !invocation.isJson());
		try (progress) {
			MigrationResult result = work.apply(progress);
			progress.close();
			printJson(result, invocation, session);
			if (result.applied().isEmpty()) {
				session.say("Nothing is left to run.");
			}
		}
		catch (MigrationFailedException ex) {
			printJson(ex.result(), invocation, session);
			throw ex;
		}
		catch (RuntimeException ex) {
			if (!(ex instanceof MonarchException monarch) || monarch.kind() == Kind.FAILED) {
				printJson(progress.failed(plan, ex), invocation, session);
			}
			throw ex;
		}
	}

	private static void printJson(MigrationResult result, ParsedCommand invocation, Session session) {
		if (invocation.isJson()) {
			session.output().json(JsonViews.of(result));
		}
	}

}
