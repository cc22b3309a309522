package io.monarch.migration;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Lease;
import io.monarch.environment.LockLostException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Secrets;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationResult.Failed;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Runs migrations on an environment while its lock is held.
 *
 * <p>
 * For each one: record that it begins, run it, record how it ended. A transactional one
 * runs in the same transaction as the record of its end; the end of any other one is
 * recorded together with the beginning of the next.
 */
final class MigrationRun {

	private static final int MAXIMUM_ERROR_LENGTH = 2000;

	private final Environment environment;

	private final Lease lease;

	private final MigrationBeans beans;

	private final MongoTemplate template;

	private final FencedTransactions transactions;

	private final ActiveRuns active;

	private final MigrationListener listener;

	private final @Nullable String applicationVersion;

	private final String host = localHost();

	private final List<Applied> applied = new ArrayList<>();

	/** What has not been begun. */
	private final List<String> remaining = new ArrayList<>();

	/** What has succeeded and is not recorded as done yet. */
	private @Nullable Done done;

	/** What the history held before, should a migration delete it. */
	private final Map<String, MigrationRecord> history;

	MigrationRun(Environment environment, Lease lease, MigrationBeans beans, MongoTemplate template, ActiveRuns active,
			MigrationListener listener, @Nullable String applicationVersion) {
		this.environment = environment;
		this.lease = lease;
		this.beans = beans;
		this.template = template;
		this.transactions = new FencedTransactions(environment, template.getMongoDatabaseFactory(), lease);
		this.active = active;
		this.listener = listener;
		this.applicationVersion = applicationVersion;
		this.history = MigrationHistory.read(environment.mongoDatabase());
	}

	Map<String, MigrationRecord> history() {
		return this.history;
	}

	/**
	 * Run migrations in the order given, up to the first that fails.
	 */
	MigrationResult migrate(List<MigrationDefinition> definitions, Transactions policy) {
		checkTransactions(definitions, policy);
		this.remaining.addAll(ids(definitions));
		definitions.forEach((definition) -> attempt(definition, false));
		recordDone();
		return new MigrationResult(this.environment.name(), List.copyOf(this.applied), null, List.of());
	}

	void rollback(MigrationDefinition definition, Transactions policy) {
		checkTransactions(List.of(definition), policy);
		attempt(definition, true);
		recordDone();
	}

	void markCompleted(String id, @Nullable String description) {
		record((database) -> MigrationHistory.markCompleted(database, id, description, this.lease.token()));
	}

	void markNew(String id) {
		record((database) -> MigrationHistory.delete(database, id));
	}

	private void checkTransactions(List<MigrationDefinition> definitions, Transactions policy) {
		if (this.transactions.areSupported()) {
			return;
		}
		List<String> transactional = ids(definitions.stream().filter(MigrationDefinition::transactional).toList());
		if (!transactional.isEmpty() && policy == Transactions.REQUIRED) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + transactional.get(0) + "' is transactional, but the server of environment "
							+ this.environment.description() + " is not part of a replica set and has no transactions.",
					"Start the server as a replica set of one member, or set "
							+ "monarch.migration.transactions=if-available to run without a transaction there.");
		}
		transactional.forEach((id) -> this.listener
			.warned("Migration '" + id + "' runs without a transaction: the server of environment "
					+ this.environment.description() + " has none"));
	}

	private void attempt(MigrationDefinition definition, boolean rollback) {
		MongoMigration migration = create(definition);
		MigrationAttempt attempt = new MigrationAttempt(definition, rollback,
				definition.transactional() && this.transactions.areSupported(), this.lease.token(), this.host,
				this.applicationVersion);
		recordDoneAndBegin(attempt);
		this.remaining.remove(attempt.id());
		this.listener.started(this.environment, attempt.id());
		long start = System.nanoTime();
		try {
			if (attempt.inTransaction()) {
				this.transactions.run((database) -> {
					call(migration, attempt, database);
					complete(database, new Done(attempt, since(start)));
				});
				announce(new Done(attempt, since(start)));
			}
			else {
				call(migration, attempt, this.environment.mongoDatabase());
				this.done = new Done(attempt, since(start));
			}
		}
		catch (Throwable ex) {
			handleFailure(attempt, since(start), ex);
			announce(new Done(attempt, since(start)));
		}
	}

	private MongoMigration create(MigrationDefinition definition) {
		try {
			this.active.ensureOpen();
			return this.beans.create(definition, this.environment);
		}
		catch (RuntimeException ex) {
			recordDone();
			throw ex;
		}
	}

	/**
	 * Record that the migration before this one is done and that this one begins, in one
	 * transaction: that saves every migration a wait for a majority.
	 */
	private void recordDoneAndBegin(MigrationAttempt attempt) {
		if (this.done == null) {
			record((database) -> MigrationHistory.begin(database, attempt));
		}
		else {
			recordDone(this.done, (database) -> MigrationHistory.begin(database, attempt));
		}
	}

	private void recordDone() {
		if (this.done != null) {
			recordDone(this.done, (database) -> {
			});
		}
	}

	private void recordDone(Done ended, FencedTransactions.Work next) {
		this.done = null;
		try {
			this.transactions.run((database) -> {
				complete(database, ended);
				next.run(database);
			});
		}
		catch (Throwable ex) {
			handleFailure(ended.attempt(), ended.duration(), ex);
		}
		announce(ended);
	}

	private void announce(Done ended) {
		if (!ended.attempt().rollback()) {
			this.applied.add(new Applied(ended.attempt().id(), ended.duration()));
			this.listener.applied(this.environment, ended.attempt().id(), ended.duration());
		}
	}

	private void call(MongoMigration migration, MigrationAttempt attempt, MongoDatabase database) throws Exception {
		MigrationContext context = new RunningContext(this.template, database, this.environment, attempt.id(),
				this.lease, this.listener);
		if (attempt.rollback()) {
			migration.rollback(context);
		}
		else {
			migration.migrate(context);
		}
	}

	private static void complete(MongoDatabase database, Done ended) {
		MigrationAttempt attempt = ended.attempt();
		MigrationState state = attempt.rollback() ? MigrationState.ROLLED_BACK : MigrationState.COMPLETED;
		if (!MigrationHistory.end(database, attempt, state, ended.duration(), null)) {
			throw new IllegalStateException("The record that it had begun is gone from the collection "
					+ MigrationHistory.COLLECTION + ": did the migration delete it?");
		}
	}

	/**
	 * Record that an attempt failed and say so, unless it turns out to be committed.
	 */
	private void handleFailure(MigrationAttempt attempt, Duration duration, Throwable failure) {
		// The driver refuses to work for an interrupted thread, and this must be
		// recorded.
		boolean interrupted = Thread.interrupted() || failure instanceof InterruptedException;
		try {
			this.lease.ensureHeld();
			String error = describe(failure);
			if (!recordFailure(attempt, duration, error)) {
				return;
			}
			this.listener.failed(this.environment, attempt.id(), failure);
			throw new MigrationFailedException(
					(attempt.rollback() ? "The rollback of migration '" : "Migration '") + attempt.id()
							+ "' failed on environment " + this.environment.description() + ": " + error,
					Blockade.advice(attempt.id(), this.environment,
							attempt.definition().restartable() || attempt.inTransaction()),
					new MigrationResult(this.environment.name(), List.copyOf(this.applied),
							new Failed(attempt.id(), error), List.copyOf(this.remaining)),
					failure);
		}
		catch (LockLostException lost) {
			if (lost != failure) {
				lost.addSuppressed(failure);
			}
			this.listener.failed(this.environment, attempt.id(), lost);
			throw lost;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Record a failure.
	 * @return whether it is recorded as one: the transaction of an attempt can have been
	 * committed although its commit failed
	 */
	private boolean recordFailure(MigrationAttempt attempt, Duration duration, String error) {
		boolean[] failed = { true };
		record((database) -> {
			if (MigrationHistory.end(database, attempt, MigrationState.FAILED, duration, error)) {
				return;
			}
			MigrationRecord found = MigrationHistory.read(database).get(attempt.id());
			if (found != null && found.isOf(attempt.token())) {
				failed[0] = false;
				return;
			}
			MigrationHistory.restore(database, this.history.values());
			MigrationHistory.begin(database, attempt);
			MigrationHistory.end(database, attempt, MigrationState.FAILED, duration, error);
		});
		return failed[0];
	}

	private void record(FencedTransactions.Work work) {
		try {
			this.transactions.run(work);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The history could not be written", ex);
		}
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static List<String> ids(List<MigrationDefinition> definitions) {
		return definitions.stream().map(MigrationDefinition::id).toList();
	}

	private static String describe(Throwable failure) {
		String message = (failure.getMessage() != null) ? ": " + failure.getMessage() : "";
		String text = Secrets.hide(failure.getClass().getSimpleName() + message);
		return (text.length() <= MAXIMUM_ERROR_LENGTH) ? text : text.substring(0, MAXIMUM_ERROR_LENGTH) + "...";
	}

	private static String localHost() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown-host";
		}
	}

	/**
	 * An attempt that has succeeded.
	 */
	private record Done(MigrationAttempt attempt, Duration duration) {
	}

}
