package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.CleanLog;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentOutcome;
import io.monarch.environment.EnvironmentOutcomes;
import io.monarch.environment.EnvironmentSelection;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.migration.BackgroundMigrations;
import io.monarch.migration.MigrationResult;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.Migrations;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.SpringProperties;

/**
 * Migrates the application's own environment, or the configured ones, at the configured
 * moment. It is called at each possible moment, since ahead-of-time processing does not
 * decide this.
 */
final class DeployMigration implements DisposableBean {

	private static final CleanLog logger = CleanLog.of(DeployMigration.class);

	/** With it, no other thread can create a bean while one does. */
	private static final String STRICT_LOCKING = "spring.locking.strict";

	private final Migrations migrations;

	private final StartEnvironments environments;

	private final MigrationRunner runner;

	private final EnvironmentTasks tasks;

	private final Trigger trigger;

	private final AutomaticIndexes indexes;

	private final BackgroundMigrations background;

	private List<Environment> migrated = List.of();

	DeployMigration(Migrations migrations, StartEnvironments environments, MigrationRunner runner,
			EnvironmentTasks tasks, Trigger trigger, AutomaticIndexes indexes) {
		this.migrations = migrations;
		this.environments = environments;
		this.runner = runner;
		this.tasks = tasks;
		this.trigger = trigger;
		this.indexes = indexes;
		this.background = new BackgroundMigrations(runner);
	}

	void run(Trigger moment) {
		if (this.trigger != moment) {
			return;
		}
		if (!this.migrations.ids().isEmpty()) {
			try {
				migrate();
			}
			finally {
				if (this.runner.isShutDown()) {
					// The interruption was for the migration: closing the context now
					// would fail because of it.
					Interruption.clear();
				}
			}
		}
		this.indexes.create();
	}

	/**
	 * Start the migrations in the background, unless this application does not migrate.
	 */
	void startBackground() {
		if (!this.migrated.isEmpty()) {
			this.background.start(this.migrated);
		}
	}

	private void migrate() {
		this.environments.load();
		if (this.environments.isOwnAlone()) {
			MigrationResult unused = this.runner.migrateInForeground(this.environments.own());
			this.migrated = List.of(this.environments.own());
			return;
		}
		EnvironmentSelection selection = this.environments.select();
		EnvironmentOutcomes<MigrationResult> outcomes = run(selection.environments());
		List<Environment> all = new ArrayList<>(selection.environments());
		boolean stopped = this.tasks.isStopping() && !outcomes.failed().isEmpty();
		if (!stopped && isOwnMigrated(selection, outcomes)) {
			// The list of tenants is often in the database that has just been migrated.
			this.environments.load();
			List<Environment> added = new ArrayList<>(this.environments.select().environments());
			added.removeAll(selection.environments());
			outcomes = outcomes.and(run(added));
			all.addAll(added);
		}
		selection.unusable().forEach((name, failure) -> log(EnvironmentOutcome.failed(name, failure)));
		FailedEnvironments.require(outcomes.and(selection.unusable()));
		this.migrated = List.copyOf(all);
	}

	private static boolean isOwnMigrated(EnvironmentSelection selection,
			EnvironmentOutcomes<MigrationResult> outcomes) {
		return !selection.environments().isEmpty() && selection.environments().get(0).isApplication()
				&& outcomes.outcomes().get(0).result() != null
				&& !Objects.requireNonNull(outcomes.outcomes().get(0).result()).applied().isEmpty();
	}

	private EnvironmentOutcomes<MigrationResult> run(List<Environment> environments) {
		EnvironmentTasks here = (this.trigger == Trigger.BEFORE_BEANS && SpringProperties.getFlag(STRICT_LOCKING))
				? this.tasks.onCallersThread() : this.tasks;
		return here.run(environments, this.runner::migrateInForeground, new EnvironmentTasks.Listener<>() {

			@Override
			public void ended(EnvironmentOutcome<MigrationResult> outcome) {
				log(outcome);
			}

			@Override
			public boolean isStopped() {
				return DeployMigration.this.runner.isShutDown();
			}

		});
	}

	/**
	 * Log each failure, since the failure of the start names only the first ones.
	 */
	private static void log(EnvironmentOutcome<MigrationResult> outcome) {
		MonarchException failure = outcome.failure();
		if (failure != null) {
			logger.error("Environment '" + outcome.environment() + "' is not migrated: " + failure.getMessage() + " "
					+ failure.action());
		}
	}

	@Override
	public void destroy() {
		this.background.close();
	}

	/**
	 * Let the running migrations end, and start no other one.
	 */
	void shutDown() {
		this.runner.shutDown();
	}

}
