package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import io.monarch.batch.BatchRun;
import io.monarch.batch.BatchSettings;
import io.monarch.batch.Batches;
import io.monarch.batch.BatchesStoppedException;
import io.monarch.batch.FailedDocumentException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Operator;
import io.monarch.lock.Lease;
import io.monarch.lock.LockLostException;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationResult.Failed;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Runs migrations on an environment while its lock is held.
 *
 * <p>
 * For each migration, it records the beginning, runs the migration, and records the end.
 * A transactional migration runs in the same transaction as the record of its end.
 */
final class MigrationRun implements MigrationJournal.Ends {

	private final Environment environment;

	private final Lease lease;

	private final MigrationBeans beans;

	private final MigrationChecks checks;

	private final MigrationTemplates templates;

	private final boolean transactional;

	private final Transactions policy;

	private final BatchSettings batches;

	private final FencedHistory history;

	private final MigrationJournal journal;

	private final SuppliedRecords supplied;

	private final RunningMigrations running;

	private final LockedRun locked;

	private final MigrationListener listener;

	private final MigratingApplication application;

	private final String host = Operator.host();

	private final List<Applied> applied = new ArrayList<>();

	/** The migrations that have not been started. */
	private final List<String> remaining = new ArrayList<>();

	private boolean begun;

	MigrationRun(Environment environment, LockedRun locked, Migrations migrations, RunningMigrations running) {
		Lease lease = locked.lease();
		this.environment = environment;
		this.lease = lease;
		this.beans = migrations.beans();
		this.checks = migrations.checks(environment);
		this.templates = migrations.templates();
		this.transactional = environment.supportsTransactions();
		// The transactions for writes of records only.
		FencedTransactions transactions = new FencedTransactions(environment,
				new EnvironmentDatabaseFactory(environment, environment.client(), null), lease, this.transactional);
		this.supplied = new SuppliedRecords(environment, this.beans, lease.token(), this.host);
		this.history = new FencedHistory(transactions, MigrationHistory.of(environment),
				MigrationHistory.read(environment), this.supplied);
		this.journal = new MigrationJournal(this.history, lease, this.transactional, this);
		this.policy = migrations.settings().transactions();
		this.batches = migrations.settings().batches();
		this.running = running;
		this.locked = locked;
		this.listener = locked.listener();
		this.application = migrations.settings().application();
	}

	/**
	 * Write the records that an earlier import has committed and not written.
	 */
	MigrationRun completeImports() {
		this.history.completeImports();
		return this;
	}

	/**
	 * Write the records of an import: all or none.
	 */
	void importAll(HistoryImport planned) {
		List<Document> records = planned.records(this.lease.token());
		prepareSources(records.stream().map((record) -> record.getString("_id")).toList());
		this.history.importAll(records, planned.record(this.lease.token()));
	}

	Map<String, MigrationRecord> history() {
		return this.history.before();
	}

	/**
	 * Run migrations in the given order, up to the first that fails.
	 * @param others the ids of those that stay pending, which a failure also reports
	 */
	MigrationResult migrate(List<MigrationDefinition> definitions, List<String> others) {
		definitions.forEach((each) -> this.remaining.add(each.id()));
		this.remaining.addAll(others);
		runAll(definitions, false);
		return new MigrationResult(this.environment.name(), List.copyOf(this.applied), null, List.of());
	}

	/**
	 * Let a batch migration start anew.
	 */
	void deletePositions(String id) {
		this.history.deletePositions(id, this.lease.token());
	}

	void rollback(MigrationDefinition definition) {
		runAll(List.of(definition), true);
	}

	private void runAll(List<MigrationDefinition> definitions, boolean rollback) {
		if (definitions.isEmpty()) {
			return;
		}
		this.checks.checkServer(definitions, this.transactional, this.policy)
			.forEach((id) -> this.listener
				.warned("Migration '" + id + "' runs without a transaction: the server of environment "
						+ this.environment.description() + " has none"));
		try (PreparedMigrations prepared = PreparedMigrations.of(definitions, this.environment, this.checks,
				this.templates, this.transactional, this.lease)) {
			this.checks.callbacksOfTheApplication().forEach(this.listener::warned);
			this.supplied.prepare(definitions, prepared);
			for (MigrationDefinition definition : definitions) {
				ensureMayBegin();
				run(attempt(definition, rollback), prepared);
			}
			this.journal.flush();
		}
		catch (RuntimeException ex) {
			throw withResult(ex);
		}
	}

	private MigrationAttempt attempt(MigrationDefinition definition, boolean rollback) {
		return new MigrationAttempt(definition, rollback, definition.transactional() && this.transactional,
				this.lease.token(), this.host, this.application, this.beans.typeName(definition));
	}

	private void ensureMayBegin() {
		try {
			this.running.ensureOpen();
			this.locked.ensureOthersHeld();
			this.journal.requireNotCancelled();
		}
		catch (RuntimeException ex) {
			this.journal.flush();
			throw ex;
		}
	}

	private void run(MigrationAttempt attempt, PreparedMigrations prepared) {
		this.journal.begin(attempt);
		this.begun = true;
		this.remaining.remove(attempt.id());
		long start = System.nanoTime();
		Throwable failure = null;
		try {
			this.listener.started(this.environment, attempt.id());
			call(prepared, attempt, start);
		}
		catch (Throwable ex) {
			failure = ex;
		}
		if (failure instanceof BatchesStoppedException stopped) {
			this.listener.executed(this.environment, attempt.id(), MigrationState.PROCESSING, null);
			throw new StoppedBatches(attempt.id(), stopped);
		}
		CompletedAttempt ended = new CompletedAttempt(attempt, since(start));
		RuntimeException ofListener = tellExecuted(ended, failure);
		if (failure == null) {
			this.journal.succeeded(ended);
			if (ofListener != null) {
				// A completed migration stays completed, even if a listener throws.
				this.journal.flush();
				throw ofListener;
			}
			return;
		}
		if (ofListener != null) {
			failure.addSuppressed(ofListener);
		}
		failed(ended, failure);
		this.journal.recorded(ended);
	}

	/**
	 * Call the migration, together with the record of its end if it is transactional.
	 */
	private void call(PreparedMigrations prepared, MigrationAttempt attempt, long start) throws Exception {
		if (attempt.inTransaction()) {
			prepared.transactions().run((database) -> {
				callNow(prepared, attempt, context(prepared, attempt, database));
				this.history.complete(database, new CompletedAttempt(attempt, since(start)));
			});
		}
		else {
			// A secondary may not have the writes of the previous migration.
			callNow(prepared, attempt,
					context(prepared, attempt,
							this.environment.mongoDatabase()
								.withReadPreference(ReadPreference.primary())
								.withCodecRegistry(prepared.template().getDb().getCodecRegistry())));
		}
	}

	private void callNow(PreparedMigrations prepared, MigrationAttempt attempt, MigrationContext context)
			throws Exception {
		this.listener.calling(this.environment, attempt.id());
		try {
			if (attempt.definition().batch() && !attempt.rollback()) {
				runBatches(prepared, attempt, context);
			}
			else {
				prepared.call(attempt, context);
			}
		}
		finally {
			this.listener.returned(this.environment, attempt.id());
		}
	}

	private void runBatches(PreparedMigrations prepared, MigrationAttempt attempt, MigrationContext context)
			throws Exception {
		RunningBatches running = new RunningBatches(this.environment, attempt, prepared.transactions(), this.lease,
				this.running, this.listener);
		Batches batches = ((MongoBatchMigration) prepared.migration(attempt.id())).batches();
		new BatchRun(this.batches.applyTo(batches), context.database(), context.mongo(),
				MigrationHistory.of(this.environment).positions(attempt.id(), attempt.token()), running, running,
				context::progress)
			.run();
	}

	private MigrationContext context(PreparedMigrations prepared, MigrationAttempt attempt, MongoDatabase database) {
		return new RunningContext(prepared.template(), database, this.environment, attempt.id(), this.lease,
				this.listener);
	}

	/**
	 * Notify listeners of the end of the code.
	 * @return the exception of a listener, or {@code null}: the end still has to be
	 * recorded
	 */
	private @Nullable RuntimeException tellExecuted(CompletedAttempt ended, @Nullable Throwable failure) {
		try {
			this.listener.executed(this.environment, ended.id(),
					(failure == null) ? ended.state() : MigrationState.FAILED, failure);
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	@Override
	public void completed(CompletedAttempt completed) {
		if (completed.attempt().rollback()) {
			this.listener.rolledBack(this.environment, completed.id(), completed.duration());
		}
		else {
			this.applied.add(new Applied(completed.id(), completed.duration()));
			this.listener.applied(this.environment, completed.id(), completed.duration());
		}
	}

	/**
	 * Record that an attempt failed, and throw the failure of the run unless the attempt
	 * turns out to be committed.
	 */
	@Override
	public void failed(CompletedAttempt attempted, Throwable failure) {
		try (Interruption deferred = Interruption.defer()) {
			deferred.deferAlso(failure);
			RuntimeException outcome = recordFailure(attempted, failure);
			if (outcome != null) {
				try {
					this.listener.failed(this.environment, attempted.id(),
							(outcome instanceof LockLostException) ? outcome : failure);
				}
				catch (RuntimeException ex) {
					outcome.addSuppressed(ex);
				}
				throw outcome;
			}
		}
	}

	/**
	 * Record that an attempt failed.
	 * @return the failure of the run, or {@code null} if the attempt is committed
	 */
	private @Nullable RuntimeException recordFailure(CompletedAttempt attempted, Throwable failure) {
		MigrationAttempt attempt = attempted.attempt();
		try {
			this.lease.ensureHeld();
			boolean stopped = Interruption.isCauseOf(failure);
			MigrationError error = describe(attempt, stopped, failure);
			if (!this.journal.failed(attempted, error, attempt.continuesAfter(failure))) {
				return null;
			}
			return MigrationFailures.of(attempt, this.environment, this.beans.hasRollback(attempt.id()), stopped,
					error.message(), result(new Failed(attempt.id(), error.message())), failure);
		}
		catch (RuntimeException ex) {
			// The lock is lost, or the server no longer answers.
			if (ex != failure) {
				ex.addSuppressed(failure);
			}
			return ex;
		}
	}

	private MigrationError describe(MigrationAttempt attempt, boolean stopped, Throwable failure) {
		if (failure instanceof FailedDocumentException document) {
			return MigrationError.of(document);
		}
		Class<?> type = this.beans.typeOf(attempt.definition());
		if (!stopped) {
			return MigrationError.of(failure, type);
		}
		String reason = this.running.isClosed() ? "the process was stopped before the migration ended"
				: "it was interrupted before it ended: " + MigrationError.of(failure, null).message();
		return MigrationError.of(reason, failure, type);
	}

	/**
	 * Add the result so far to a failure that stops the run: the lock was lost, the run
	 * was cancelled, or the server does not answer.
	 */
	private RuntimeException withResult(RuntimeException failure) {
		if (failure instanceof StoppedBatches) {
			return failure;
		}
		RuntimeException reason = (failure instanceof MigrationFailedException) ? failure
				: EnvironmentException.translate(this.environment, this.lease.explain(failure));
		if (this.begun && reason instanceof MonarchException known && known.kind() == Kind.FAILED
				&& !(reason instanceof MigrationFailedException)) {
			return new MigrationFailedException(String.valueOf(known.getMessage()), known.action(), result(null),
					known);
		}
		return reason;
	}

	private MigrationResult result(@Nullable Failed failed) {
		return new MigrationResult(this.environment.name(), List.copyOf(this.applied), failed,
				List.copyOf(this.remaining));
	}

	/**
	 * Record migrations as completed.
	 */
	void markCompleted(List<String> ids) {
		prepareSources(ids);
		this.history.markCompleted(ids.stream().map(this::marking).toList(), this.lease.token());
	}

	private MigrationHistory.Marking marking(String id) {
		MigrationDefinition definition = this.beans.find(id).orElse(null);
		return (definition != null)
				? new MigrationHistory.Marking(id, true, definition.description(), this.application.name(),
						this.beans.typeName(definition), definition.version())
				: new MigrationHistory.Marking(id, false, null, null, null, null);
	}

	/**
	 * Record migrations as pending. The record of a failed migration stays, since it
	 * contains the error, unless there is no bean for it.
	 */
	void markNew(List<String> ids) {
		prepareSources(ids);
		List<String> kept = ids.stream().filter(this::isKept).toList();
		this.history.markNew(kept, ids.stream().filter((id) -> !kept.contains(id)).toList(), this.lease.token());
	}

	private void prepareSources(List<String> ids) {
		this.supplied.prepare(ids.stream().flatMap((id) -> this.beans.find(id).stream()).toList(), null);
	}

	/**
	 * Tell whether a record is kept because it contains an error, or because the
	 * migration has another record under another id.
	 */
	private boolean isKept(String id) {
		MigrationRecord record = history().get(id);
		return (record != null) ? record.error() != null && this.beans.find(id).isPresent()
				: FormerIds.resolve(this.beans.definitions(), history()).containsKey(id);
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
