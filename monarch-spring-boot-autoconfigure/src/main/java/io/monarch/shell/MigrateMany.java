package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.Protection;
import io.monarch.lock.LockHolder;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationResult;
import io.monarch.safety.Guard;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pending migrations of several environments: first determines them for each,
 * then asks once for all of them.
 */
final class MigrateMany {

	private final Services services;

	private final Guards guards;

	private final ManyEnvironments many;

	private final Session session;

	private final Map<String, BackupBeforeMigration> backups = new ConcurrentHashMap<>();

	MigrateMany(Services services, Guards guards, ManyEnvironments many, Session session) {
		this.services = services;
		this.guards = guards;
		this.many = many;
		this.session = session;
	}

	CommandResult run(boolean dryRun, ParsedCommand command) {
		if (dryRun && command.has(MigrateCommand.BACKUP)) {
			this.session.say("Would first back up each environment on which a migration is pending.");
		}
		EnvironmentOutcomes<Plan> plans = this.many.read("Looking for what is pending", this::plan);
		Map<String, Plan> open = new LinkedHashMap<>();
		plans.results().stream().filter(Plan::isOpen).forEach((plan) -> open.put(plan.result().environment(), plan));
		if (dryRun || open.isEmpty()) {
			return CommandResult
				.of(plans.outcomes().stream().map(MigrateMany::json).toList(),
						(to) -> print(plans, List.copyOf(open.values()), dryRun, to))
				.failing(this.many.failure(plans, "looked at"));
		}
		List<Environment> targets = this.many.environments()
			.stream()
			.filter((each) -> open.containsKey(each.name()))
			.toList();
		prove(targets, open, command);
		if (!command.isJson()) {
			ManyEnvironments.sayFailures(plans, this.session);
		}
		boolean backup = command.has(MigrateCommand.BACKUP);
		EnvironmentOutcomes<MigrationResult> run = this.many.change(targets, "Migrating",
				(environment) -> migrate(environment, backup && isPending(open, environment)), (outcome) -> {
					if (!command.isJson()) {
						print(outcome);
					}
				});
		run.failed()
			.stream()
			.map((each) -> this.backups.get(each.environment()))
			.filter(Objects::nonNull)
			.forEach((made) -> this.session.say(made.wayBack()));
		return result(plans, run, open);
	}

	/**
	 * Return the results of all, in order, with the plans of those that were not run.
	 */
	private CommandResult result(EnvironmentOutcomes<Plan> plans, EnvironmentOutcomes<MigrationResult> run,
			Map<String, Plan> open) {
		Map<String, EnvironmentOutcome<MigrationResult>> byName = new HashMap<>();
		run.outcomes().forEach((each) -> byName.put(each.environment(), each));
		List<EnvironmentOutcome<MigrationResult>> all = new ArrayList<>();
		for (EnvironmentOutcome<Plan> plan : plans.outcomes()) {
			EnvironmentOutcome<MigrationResult> outcome = byName.get(plan.environment());
			all.add((outcome != null) ? outcome : new EnvironmentOutcome<>(plan.environment(),
					(plan.result() != null) ? plan.result().result() : null, plan.failure()));
		}
		EnvironmentOutcomes<MigrationResult> outcomes = new EnvironmentOutcomes<>(all, run.cancelled());
		long applied = run.results().stream().filter((each) -> !each.applied().isEmpty()).count();
		return CommandResult
			.of(all.stream().map((each) -> withBackup(json(each, open), each.environment())).toList(),
					(to) -> to.inform(
							"Migrated " + Sizes.count(applied) + " of " + Sizes.count(all.size(), "environment") + "."))
			.failing(this.many.failure(outcomes, "migrated"));
	}

	private Plan plan(Environment environment) {
		MigrationResult result = this.services.migrations().get().dryRun(environment);
		boolean interrupted = this.services.locks().get().isRecoveryNeeded(environment);
		boolean open = !result.pending().isEmpty() || interrupted
				|| MigrateCommand.isRunningElsewhere(environment, this.services);
		DatabaseProtection protection = open ? this.guards.protection(environment) : null;
		if (protection != null) {
			Guard.requireNotReadOnly(environment, protection);
		}
		return new Plan(result, interrupted, open, protection);
	}

	/**
	 * Ask for one proof for all: the number of databases that match the pattern.
	 */
	private void prove(List<Environment> targets, Map<String, Plan> open, ParsedCommand command) {
		this.guards.warnOfUncompared(this.session);
		List<String> guarded = targets.stream()
			.map(Environment::name)
			.filter((name) -> Objects.requireNonNull(open.get(name)).isGuarded())
			.toList();
		List<String> lines = new ArrayList<>();
		counts(List.copyOf(open.values()))
			.forEach((id, count) -> lines.add(id + "  on " + Sizes.count(count, "environment")));
		this.guards.of(this.session)
			.requireProof("Run migrations", this.many.glob(), this.many.databases(), guarded, lines,
					command.confirmation());
	}

	private static Map<String, Integer> counts(List<Plan> plans) {
		Map<String, Integer> counts = new TreeMap<>();
		plans.forEach((plan) -> plan.result().pending().forEach((id) -> counts.merge(id, 1, Integer::sum)));
		return counts;
	}

	private static boolean isPending(Map<String, Plan> open, Environment environment) {
		return !Objects.requireNonNull(open.get(environment.name())).result().pending().isEmpty();
	}

	private Map<String, @Nullable Object> withBackup(Map<String, @Nullable Object> shape, String environment) {
		BackupBeforeMigration backup = this.backups.get(environment);
		if (backup != null) {
			shape.put("backup", backup.name());
		}
		return shape;
	}

	private MigrationResult migrate(Environment environment, boolean backUp) {
		if (backUp) {
			BackupBeforeMigration made = BackupBeforeMigration.make(this.services, environment, new TransferListener() {
			});
			this.backups.put(environment.name(), made);
			this.session.inform("Backed up '" + environment.name() + "' as " + made.name() + ".");
		}
		return this.services.migrationRunner()
			.get()
			.migrate(environment, new Notices(environment.name(), this.session));
	}

	private void print(EnvironmentOutcome<MigrationResult> outcome) {
		if (outcome.failure() != null) {
			this.session.output().result(ManyEnvironments.row(outcome));
			return;
		}
		MigrationResult result = Objects.requireNonNull(outcome.result());
		Duration taken = result.applied().stream().map((each) -> each.duration()).reduce(Duration.ZERO, Duration::plus);
		this.session.output()
			.result(result.applied().isEmpty() ? "Nothing was left to run on '" + outcome.environment() + "'"
					: "Applied " + Sizes.count(result.applied().size(), "migration") + " to '" + outcome.environment()
							+ "' in " + taken.toMillis() + " ms");
	}

	private static void print(EnvironmentOutcomes<Plan> plans, List<Plan> open, boolean dryRun, Session session) {
		int readable = plans.results().size();
		if (open.isEmpty() && readable > 0) {
			session.say("Nothing is pending on " + Sizes.count(readable, "environment") + ".");
		}
		if (dryRun && !open.isEmpty()) {
			session.say("Would run on " + Sizes.count(open.size()) + " of "
					+ Sizes.count(plans.outcomes().size(), "environment") + ":");
			Table table = new Table(Column.name("ENVIRONMENT"), Column.name("MIGRATION"));
			open.forEach((plan) -> {
				String name = plan.result().environment();
				if (plan.interrupted()) {
					table.row(session.output().environment(name), "(completes an interrupted replacement first)");
				}
				plan.result().pending().forEach((id) -> table.row(session.output().environment(name), id));
			});
			new Listing(session, table).print(Sizes.count(counts(open).size(), "migration") + ", "
					+ Sizes.count(open.stream().mapToInt((plan) -> plan.result().pending().size()).sum(), "run"));
		}
		ManyEnvironments.sayFailures(plans, session);
	}

	private static Map<String, @Nullable Object> json(EnvironmentOutcome<Plan> outcome) {
		return (outcome.result() != null) ? JsonViews.of(outcome.result().result()) : json(outcome, Map.of());
	}

	private static Map<String, @Nullable Object> json(EnvironmentOutcome<?> outcome, Map<String, Plan> open) {
		if (outcome.result() instanceof MigrationResult result) {
			return JsonViews.of(result);
		}
		if (outcome.failure() instanceof MigrationFailedException failed) {
			return JsonViews.of(failed.result());
		}
		if (outcome.failure() != null) {
			return ManyEnvironments.json(outcome);
		}
		return JsonViews.of(Objects.requireNonNull(open.get(outcome.environment())).result());
	}

	/**
	 * The plan of an environment.
	 *
	 * @param result the result of its dry run
	 * @param interrupted whether an interrupted replacement is completed first
	 * @param open whether there is anything to do or to wait for
	 * @param protection the protection of its database, or {@code null} if there is
	 * nothing to do
	 */
	private record Plan(MigrationResult result, boolean interrupted, boolean open,
			@Nullable DatabaseProtection protection) {

		boolean isOpen() {
			return this.open;
		}

		boolean isGuarded() {
			return this.protection != null && this.protection.protection() == Protection.GUARDED;
		}

	}

	/**
	 * Prints the warnings of one of several environments.
	 */
	private record Notices(String environment, Session session) implements MigrationListener {

		@Override
		public void said(String id, String message) {
			this.session.say("  " + this.environment + ": " + message);
		}

		@Override
		public void warned(String message) {
			this.session.say("Warning: " + this.environment + ": " + message);
		}

		@Override
		public void waiting(Environment waited, LockHolder holder) {
			this.session.say("Waiting for the lock of '" + this.environment + "', held by "
					+ Sizes.holder(holder, Instant.now()));
		}

	}

}
