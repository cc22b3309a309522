package io.monarch.shell;

import java.util.List;
import java.util.function.Supplier;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationRunner;
import io.monarch.safety.Change;
import io.monarch.safety.Guard;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Flag;
import io.monarch.shell.Usage.Group;

/**
 * Runs what is pending.
 */
final class MigrateCommand extends AdminCommand {

	private final Environments environments;

	private final MigrationRunner runner;

	private final Guards guards;

	MigrateCommand(Environments environments, MigrationRunner runner, Guards guards) {
		super(Usage
			.of("migrate", Group.MIGRATIONS, "Run the pending migrations of an environment, in order",
					"migrate production")
			.argument("env", Completion.ENVIRONMENT)
			.options(new Flag("dry-run", ' ', null, "Only say what would run", false), Usage.CONFIRM, Usage.YES,
					Usage.OUTPUT));
		this.environments = environments;
		this.runner = runner;
		this.guards = guards;
	}

	@Override
	void run(Invocation invocation, Session session) {
		Environment environment = this.environments.get(invocation.word(0));
		MigrationResult plan = print(invocation, session, () -> this.runner.dryRun(environment), false);
		if (plan.pending().isEmpty()) {
			session.say("Nothing is pending on environment " + environment.description() + ".");
			if (invocation.isJson()) {
				session.output().json(Shapes.of(plan));
			}
		}
		else if (invocation.has("dry-run")) {
			printPlan(plan, environment, invocation, session);
		}
		else {
			Guard guard = this.guards.of(session);
			var unused = guard.approve(
					new Change(environment, "Run " + plan.pending().size() + " migrations", List.of(), true),
					invocation.consent());
			print(invocation, session, () -> this.runner.migrate(environment, new MigrationProgress(session)), true);
		}
	}

	private static void printPlan(MigrationResult plan, Environment environment, Invocation invocation,
			Session session) {
		if (invocation.isJson()) {
			session.output().json(Shapes.of(plan));
		}
		else {
			session.say("Would run on environment " + environment.description() + ":");
			plan.pending().forEach(session.output()::result);
		}
	}

	/**
	 * Run something and print what it did, also where it failed midway.
	 */
	static MigrationResult print(Invocation invocation, Session session, Supplier<MigrationResult> run,
			boolean success) {
		try {
			MigrationResult result = run.get();
			if (success) {
				print(invocation, session, result);
			}
			return result;
		}
		catch (MigrationFailedException ex) {
			print(invocation, session, ex.result());
			throw ex;
		}
	}

	private static void print(Invocation invocation, Session session, MigrationResult result) {
		if (invocation.isJson()) {
			session.output().json(Shapes.of(result));
		}
		else {
			result.applied()
				.forEach((applied) -> session.output()
					.result("Applied " + applied.id() + " in " + applied.duration().toMillis() + " ms"));
		}
	}

}
