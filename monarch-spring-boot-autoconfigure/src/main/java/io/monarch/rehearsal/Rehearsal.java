package io.monarch.rehearsal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.ServerInfo;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.Migrations;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Rehearses migrations: copies a database into a temporary one, runs there what is
 * pending, reports what that did, and drops it. The environment is only read.
 */
public final class Rehearsal {

	private final Migrations migrations;

	private final MigrationRunner runner;

	private final DatabaseReplacement replacement;

	private final EnvironmentLocks locks;

	private final ListableBeanFactory beans;

	private final boolean atRest;

	/**
	 * Create a rehearsal.
	 * @param migrations the migrations
	 * @param replacement copies databases
	 * @param locks the locks, with the durations of leases
	 * @param beans the beans of the application
	 * @param atRest whether the application does no work of its own, as in admin mode
	 */
	public Rehearsal(Migrations migrations, DatabaseReplacement replacement, EnvironmentLocks locks,
			ListableBeanFactory beans, boolean atRest) {
		this.migrations = migrations;
		// The application's listeners must not take a rehearsal for a migration.
		this.runner = new MigrationRunner(migrations, (event) -> {
		}, List.of());
		this.replacement = replacement;
		this.locks = locks;
		this.beans = beans;
		this.atRest = atRest;
	}

	/**
	 * Tell whether the application does no work of its own, so that its beans can be on a
	 * temporary database meanwhile.
	 * @return whether it is at rest
	 */
	public boolean isAtRest() {
		return this.atRest;
	}

	/**
	 * Rehearse what is pending for an environment.
	 * @param request what to rehearse
	 * @return the result, in which a migration can have failed
	 * @throws MonarchException if it cannot be rehearsed
	 */
	public RehearsalResult rehearse(RehearsalRequest request) {
		return rehearse(request, new TransferListener() {
		}, new MigrationListener() {
		});
	}

	/**
	 * Rehearse what is pending for an environment.
	 * @param request what to rehearse
	 * @param copying notified of the progress of the copy
	 * @param listener notified of the progress of the migrations
	 * @return the result, in which a migration can have failed
	 * @throws MonarchException if it cannot be rehearsed
	 */
	public RehearsalResult rehearse(RehearsalRequest request, TransferListener copying, MigrationListener listener) {
		return rehearse(request, null, copying, listener);
	}

	/**
	 * Prove one migration on a copy of a database: stop it at its writes and run it again
	 * if it is restartable, and roll it back if it has a rollback.
	 * @param id the migration's id
	 * @param environment the environment with the data, which is only read; the copies
	 * are temporary databases on its server
	 * @return what was proven, and what differed
	 * @throws MonarchException if there is no such migration, or if it cannot be proven
	 */
	public MigrationProof prove(String id, Environment environment) {
		this.migrations.requireKnown(id, environment);
		RehearsalRequest request = RehearsalRequest.of(environment, environment).proving().withApplicationBeans();
		RehearsalResult result = rehearse(request, id, new TransferListener() {
		}, new MigrationListener() {
		});
		RehearsedMigration migration = result.migrations().get(0);
		return new MigrationProof(id, migration.completed(), migration.error(), migration.survival(),
				migration.warnings());
	}

	private RehearsalResult rehearse(RehearsalRequest request, @Nullable String only, TransferListener copying,
			MigrationListener listener) {
		if (only == null) {
			new EnvironmentCopier(this.replacement).requireDifferent(request.environment(), request.on());
		}
		Instant startedAt = Clock.systemUTC().instant();
		try (RehearsalDatabase database = RehearsalDatabase.create(request, this.locks, this.beans)) {
			Copies copies = new Copies(request, this.replacement, this.locks, this.beans);
			TransferResult copied = copies.ofEnvironment(database, copying);
			Duration copyDuration = database.age();
			List<String> pending = (only != null) ? List.of(only)
					: database.with(() -> this.migrations.dryRun(database.environment()).pending());
			RehearsalRun run = new RehearsalRun(this.migrations, this.runner, request, database, copies,
					Estimate.of(request, copied), listener);
			List<RehearsedMigration> ran = run.all(pending);
			database.scratch().ensureHeld();
			String kept = request.keep() ? database.keep() : null;
			return new RehearsalResult(request.environment().name(), request.on().name(),
					ServerInfo.describe(database.unobserved()), startedAt, copyDuration, copied.documents(),
					request.isPartial(), ran, pending.subList(ran.size(), pending.size()), run.notes(), kept);
		}
	}

}
