package io.monarch.shell;

import java.util.Locale;
import java.util.function.Supplier;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Flag;
import io.monarch.shell.Usage.Group;

/**
 * Changes the record of a migration without running it.
 */
final class MarkCommand extends AdminCommand {

	private final Supplier<Environments> environments;

	private final Supplier<MigrationRunner> runner;

	private final Guards guards;

	MarkCommand(Supplier<Environments> environments, Supplier<MigrationRunner> runner, Guards guards) {
		super(Usage
			.of("mark", Group.MIGRATIONS, "Change the record of a migration, without running it",
					"mark 202611231015_index_dogs staging --as completed")
			.argument("id", Completion.MIGRATION)
			.argument("env", Completion.ENVIRONMENT)
			.options(new Flag("as", ' ', "completed|new", "What the migration counts as from now on", true),
					Usage.CONFIRM, Usage.YES, Usage.OUTPUT));
		this.environments = environments;
		this.runner = runner;
		this.guards = guards;
	}

	@Override
	void run(Invocation invocation, Session session) {
		String id = invocation.word(0);
		String as = invocation.option("as").orElseThrow();
		if (!as.equals("completed") && !as.equals("new")) {
			throw Invocation.invalid("--as is 'completed' or 'new', and not '" + as + "'.", usage());
		}
		Environment environment = this.environments.get().get(invocation.word(1));
		requireKnown(id, environment);
		this.guards.of(session).requireProof(environment, "Mark migration " + id + " as " + as, invocation.consent());
		MigrationStatus status = this.runner.get()
			.mark(id, environment, MigrationState.valueOf(as.toUpperCase(Locale.ROOT)));
		if (invocation.isJson()) {
			session.output().json(Shapes.of(status));
		}
		else {
			session.output().result("Marked " + id + " as " + as + " on '" + environment.name() + "'");
		}
	}

	/**
	 * What is in the history only can be marked too: that is how it is cleared.
	 */
	private void requireKnown(String id, Environment environment) {
		if (this.runner.get().list(environment).stream().noneMatch((status) -> status.id().equals(id))) {
			this.runner.get().requireKnown(id, environment);
		}
	}

}
