package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Operator;
import io.monarch.lock.Lease;
import io.monarch.lock.LockLostException;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationResult.Failed;
import org.jspecify.annotations.Nullable;

/**
 * Runs migrations on an environment while its lock is held.
 *
 * <p>
 * For each one: record that it begins, run it, record how it ended. A transactional one
 * runs in the same transaction as the record of its end; the end of any other one is
 * recorded together with the beginning of the next.
 */
final class MigrationRun {

	private final Environment environment;

	private final Lease lease;

	private final MigrationBeans beans;

	private final MigrationChecks checks;

	private final MigrationTemplates templates;

	private final boolean transactional;

	/** The transactions that records alone are written in. */
	private final FencedTransactions transactions;

	private final FencedHistory history;

	private final ActiveRuns active;

	private final MigrationListener listener;

	private final MigratingApplication application;

	private final String host = Operator.host();

	private final List<Applied> applied = new ArrayList<>();

	/** What has not been begun. */
	private final List<String> remaining = new ArrayList<>();

	/** What has succeeded and is not recorded as done yet. */
	private @Nullable CompletedAttempt completed;

	MigrationRun(Environment environment, Lease lease, MigrationBeans beans, MigrationChecks checks,
			MigrationTemplates templates, ActiveRuns active, MigrationListener listener,
			MigratingApplication application) {
		this.environment = environment;
		this.lease = lease;
		this.beans = beans;
		this.checks = checks;
		this.templates = templates;
		this.transactional = environment.supportsTransactions();
		this.transactions = new FencedTransactions(environment,
				new EnvironmentDatabaseFactory(environment, environment.client(), null), lease, this.transactional);
		this.history = new FencedHistory(this.transactions, MigrationHistory.of(environment),
				MigrationHistory.read(environment));
		this.active = active;
		this.listener = listener;
		this.application = application;
	}

	MigrationListener listener() {
		return this.listener;
	}

	Map<String, MigrationRecord> history() {
		return this.history.before();
	}

	/**
	 * Run migrations in the order given, up to the first that fails.
	 * @param others the ids of those that stay pending, which a failure names too
	 */
	MigrationResult migrate(List<MigrationDefinition> definitions, List<String> others, Transactions policy) {
		this.remaining.addAll(ids(definitions));
		this.remaining.addAll(others);
		runAll(definitions, false, policy);
		return new MigrationResult(this.environment.name(), List.copyOf(this.applied), null, List.of());
	}

	void rollback(MigrationDefinition definition, Transactions policy) {
		runAll(List.of(definition), true, policy);
	}

	private void runAll(List<MigrationDefinition> definitions, boolean rollback, Transactions policy) {
		if (definitions.isEmpty()) {
			return;
		}
		this.checks.checkServer(definitions, this.transactional, policy)
			.forEach((id) -> this.listener
				.warned("Migration '" + id + "' runs without a transaction: the server of environment "
						+ this.environment.description() + " has none"));
		try (PreparedMigrations prepared = prepare(definitions)) {
			this.checks.callbacksOfTheApplication().forEach(this.listener::warned);
			definitions.forEach((definition) -> attempt(definition, rollback, prepared));
			recordCompleted();
		}
	}

	private PreparedMigrations prepare(List<MigrationDefinition> definitions) {
		return PreparedMigrations.of(definitions, this.environment, this.checks, this.templates, this.transactional,
				this.lease);
	}

	void markCompleted(String id, @Nullable MigrationDefinition definition) {
		MigrationHistory.Marking marking = (definition != null) ? new MigrationHistory.Marking(definition.description(),
				this.application.name(), this.beans.typeName(definition))
				: new MigrationHistory.Marking(null, null, null);
		this.history.markCompleted(id, marking, this.lease.token());
	}

	/**
	 * Where it failed, the record stays, since it says why; without a bean, it is
	 * cleared.
	 */
	void markNew(String id, boolean known) {
		MigrationRecord record = history().get(id);
		if (known && record != null && record.error() != null) {
			this.history.markNew(id, this.lease.token());
		}
		else {
			this.history.delete(id);
		}
	}

	private void attempt(MigrationDefinition definition, boolean rollback, PreparedMigrations prepared) {
		ensureMayBegin();
		MigrationAttempt attempt = new MigrationAttempt(definition, rollback,
				definition.transactional() && this.transactional, this.lease.token(), this.host, this.application,
				this.beans.typeName(definition));
		begin(attempt);
		this.remaining.remove(attempt.id());
		long start = System.nanoTime();
		CompletedAttempt ended;
		try {
			this.listener.started(this.environment, attempt.id());
			execute(prepared, attempt, start);
			ended = new CompletedAttempt(attempt, since(start));
		}
		catch (Throwable ex) {
			ended = new CompletedAttempt(attempt, since(start));
			RuntimeException untold = tell(attempt, MigrationState.FAILED, ex);
			if (untold != null) {
				ex.addSuppressed(untold);
			}
			handleFailure(attempt, ended.duration(), ex);
			announce(ended);
			return;
		}
		RuntimeException untold = tell(attempt, ended.state(), null);
		if (attempt.inTransaction()) {
			announce(ended);
		}
		else {
			this.completed = ended;
		}
		if (untold != null) {
			// What is done is done, whatever a listener makes of it.
			recordCompleted();
			throw untold;
		}
	}

	/**
	 * Call the migration: where it is transactional, together with the record of its end.
	 */
	private void execute(PreparedMigrations prepared, MigrationAttempt attempt, long start) throws Exception {
		if (attempt.inTransaction()) {
			prepared.transactions().run((database) -> {
				prepared.call(attempt, context(prepared, attempt, database));
				this.history.complete(database, new CompletedAttempt(attempt, since(start)));
			});
		}
		else {
			// A secondary may not have what the migration before has written.
			prepared.call(attempt,
					context(prepared, attempt,
							this.environment.mongoDatabase()
								.withReadPreference(ReadPreference.primary())
								.withCodecRegistry(prepared.template().getDb().getCodecRegistry())));
		}
	}

	private MigrationContext context(PreparedMigrations prepared, MigrationAttempt attempt, MongoDatabase database) {
		return new RunningContext(prepared.template(), database, this.environment, attempt.id(), this.lease,
				this.listener);
	}

	private void ensureMayBegin() {
		try {
			this.active.ensureOpen();
			ensureNotCancelled();
		}
		catch (RuntimeException ex) {
			recordCompleted();
			throw ex;
		}
	}

	/**
	 * Check that the thread was not interrupted: no migration is begun then.
	 */
	private void ensureNotCancelled() {
		if (Interruption.isPending()) {
			this.lease.ensureHeld();
			throw new MonarchException(Kind.FAILED, "Cancelled.",
					"What is done is recorded, and no other migration was begun: run it again.");
		}
	}

	/**
	 * Record that this one begins, and that the one before it is done.
	 */
	private void begin(MigrationAttempt attempt) {
		CompletedAttempt before = this.completed;
		if (before == null || !this.transactional) {
			// Without a transaction one of the two could be recorded without the other.
			recordCompleted();
			ensureNotCancelled();
			this.history.begin(attempt);
			return;
		}
		record(before, (ended) -> this.history.completeAndBegin(ended, attempt));
		try {
			announce(before);
			ensureNotCancelled();
		}
		catch (RuntimeException | Error ex) {
			takeBack(attempt, ex);
			throw ex;
		}
	}

	/**
	 * Take back the record that a migration has begun which does not run after all. Where
	 * that fails the migration counts as abandoned, as where the process dies.
	 */
	private void takeBack(MigrationAttempt attempt, Throwable reason) {
		try (Interruption deferred = Interruption.defer()) {
			this.history.takeBack(attempt);
		}
		catch (RuntimeException ex) {
			if (ex != reason) {
				reason.addSuppressed(ex);
			}
		}
	}

	private void recordCompleted() {
		CompletedAttempt ended = this.completed;
		if (ended != null) {
			record(ended, this.history::complete);
			announce(ended);
		}
	}

	/**
	 * Record that an attempt is completed. An interruption may end the run, but not
	 * change how the attempt has ended.
	 */
	private void record(CompletedAttempt ended, Recording recording) {
		this.completed = null;
		try (Interruption deferred = Interruption.defer()) {
			try {
				recording.record(ended);
			}
			catch (Throwable ex) {
				if (deferred.deferAlso(ex)) {
					recordAgain(ended);
				}
				else {
					handleFailure(ended.attempt(), ended.duration(), ex);
				}
			}
		}
	}

	/**
	 * Record alone what could not be recorded since the thread was interrupted meanwhile.
	 */
	private void recordAgain(CompletedAttempt ended) {
		try {
			this.history.complete(ended);
		}
		catch (Throwable ex) {
			handleFailure(ended.attempt(), ended.duration(), ex);
		}
	}

	private void announce(CompletedAttempt ended) {
		this.history.remember(ended);
		if (ended.attempt().rollback()) {
			this.listener.rolledBack(this.environment, ended.id(), ended.duration());
		}
		else {
			this.applied.add(new Applied(ended.id(), ended.duration()));
			this.listener.applied(this.environment, ended.id(), ended.duration());
		}
	}

	/**
	 * Tell that the code is over.
	 * @return what a listener has thrown, or {@code null}: the end still has to be
	 * recorded
	 */
	private @Nullable RuntimeException tell(MigrationAttempt attempt, MigrationState state,
			@Nullable Throwable failure) {
		try {
			this.listener.executed(this.environment, attempt.id(), state, failure);
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	/**
	 * Record that an attempt failed and say so, unless it turns out to be committed.
	 */
	private void handleFailure(MigrationAttempt attempt, Duration duration, Throwable failure) {
		try (Interruption deferred = Interruption.defer()) {
			deferred.deferAlso(failure);
			RuntimeException outcome = recordFailure(attempt, duration, failure);
			if (outcome != null) {
				try {
					this.listener.failed(this.environment, attempt.id(),
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
	 * @return what the run ends with, or {@code null} where the attempt is committed
	 */
	private @Nullable RuntimeException recordFailure(MigrationAttempt attempt, Duration duration, Throwable failure) {
		Exception why = (failure instanceof Exception known) ? this.lease.explain(known) : null;
		if (why instanceof LockLostException lost) {
			return lost;
		}
		try {
			boolean stopped = Interruption.isCauseOf(failure);
			MigrationError error = describe(attempt, stopped, failure);
			if (!this.history.fail(attempt, duration, error)) {
				return null;
			}
			MigrationResult result = new MigrationResult(this.environment.name(), List.copyOf(this.applied),
					new Failed(attempt.id(), error.message()), List.copyOf(this.remaining));
			return MigrationFailures.of(attempt, this.environment, this.beans.hasRollback(attempt.id()), stopped,
					error.message(), result, failure);
		}
		catch (RuntimeException ex) {
			// The lock is lost, or the server does not answer any more.
			RuntimeException reason = this.lease.explain(ex);
			if (reason != failure) {
				reason.addSuppressed(failure);
			}
			return reason;
		}
	}

	private MigrationError describe(MigrationAttempt attempt, boolean stopped, Throwable failure) {
		Class<?> type = this.beans.typeOf(attempt.definition());
		if (!stopped) {
			return MigrationError.of(failure, type);
		}
		String reason = this.active.isClosed() ? "the process was told to end before the migration had ended"
				: "it was interrupted before it had ended: " + MigrationError.of(failure, null).message();
		return MigrationError.of(reason, failure, type);
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static List<String> ids(List<MigrationDefinition> definitions) {
		return definitions.stream().map(MigrationDefinition::id).toList();
	}

	/**
	 * Records that an attempt is completed.
	 */
	@FunctionalInterface
	private interface Recording {

		void record(CompletedAttempt completed) throws Exception;

	}

}
