package io.monarch.rehearsal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationTraits;
import io.monarch.migration.Migrations;
import io.monarch.queryset.Selector;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.DatabaseSize;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.bson.Document;
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
		try (RehearsalDatabase database = RehearsalDatabase.create(request, this.locks, this.beans)) {
			long start = System.nanoTime();
			Instant startedAt = Clock.systemUTC().instant();
			Copies copies = new Copies(request, this.replacement, this.locks, this.beans);
			TransferResult copied = copies.ofEnvironment(database, copying);
			Duration copyDuration = Duration.ofNanos(System.nanoTime() - start);
			Notes notes = new Notes(request.environment());
			List<String> pending = (only != null) ? List.of(only)
					: database.with(() -> this.migrations.dryRun(database.environment()).pending());
			Run run = new Run(request, database, copies, notes, estimate(request, copied), start, listener);
			List<String> left = new ArrayList<>(pending);
			List<RehearsedMigration> ran = run.all(left);
			database.scratch().ensureHeld();
			String kept = request.keep() ? database.environment().database() : null;
			if (kept != null) {
				database.scratch().keep();
			}
			return new RehearsalResult(request.environment().name(), request.on().name(),
					ServerInfo.describe(database.unobserved()), startedAt, copyDuration, copied.documents(),
					isPartial(request), ran, left, notes.all(), kept);
		}
	}

	private static boolean isPartial(RehearsalRequest request) {
		return request.selector() != Selector.EVERYTHING;
	}

	/**
	 * Compare the number of documents that were copied with that of the environment.
	 */
	private static Estimate estimate(RehearsalRequest request, TransferResult copied) {
		if (!isPartial(request)) {
			return Estimate.same();
		}
		Map<String, Long> part = new HashMap<>();
		copied.collections().forEach((each) -> part.put(each.name(), each.documents()));
		Map<String, Double> ratios = new HashMap<>();
		long all = 0;
		for (CollectionSummary each : DatabaseSize.of(request.environment(), part.keySet())) {
			long documents = part.getOrDefault(each.name(), 0L);
			all += each.documents();
			if (documents > 0) {
				ratios.put(each.name(), Math.max(1, each.documents() / (double) documents));
			}
		}
		return new Estimate(ratios, Math.max(1, all / (double) Math.max(1, copied.documents())));
	}

	/**
	 * The migrations of one rehearsal.
	 */
	private final class Run {

		private final RehearsalRequest request;

		private final RehearsalDatabase database;

		private final Copies copies;

		private final Notes notes;

		private final Estimate estimate;

		private final long start;

		private final MigrationListener listener;

		private DatabaseDefinitions definitions;

		Run(RehearsalRequest request, RehearsalDatabase database, Copies copies, Notes notes, Estimate estimate,
				long start, MigrationListener listener) {
			this.request = request;
			this.database = database;
			this.copies = copies;
			this.notes = notes;
			this.estimate = estimate;
			this.start = start;
			this.listener = listener;
			this.definitions = DatabaseDefinitions.of(database.unobserved(), database.records());
		}

		/**
		 * Run the migrations up to the first that fails.
		 * @param left their ids, from which those that ran are removed
		 */
		List<RehearsedMigration> all(List<String> left) {
			List<RehearsedMigration> ran = new ArrayList<>();
			while (!left.isEmpty()) {
				RehearsedMigration migration = one(left.remove(0));
				ran.add(migration);
				if (!migration.completed()) {
					break;
				}
			}
			return ran;
		}

		private RehearsedMigration one(String id) {
			MigrationTraits traits = Rehearsal.this.migrations.traits(id).orElseThrow();
			boolean proving = this.request.prove()
					&& (traits.restartable() || traits.rollback() || traits.repeatable());
			try (@Nullable
			RehearsalDatabase before = proving ? this.copies.of(this.database) : null) {
				return one(id, traits, before);
			}
		}

		private RehearsedMigration one(String id, MigrationTraits traits, @Nullable RehearsalDatabase before) {
			MigrationObserver observer = new MigrationObserver(this.database.unobserved(), this.definitions.names());
			ObservingListener observing = new ObservingListener(this.database.recorder(), observer, this.listener);
			long offset = System.nanoTime() - this.start;
			String error = null;
			this.listener.started(this.database.environment(), id);
			try {
				this.database.migrate(Rehearsal.this.runner, id, observing);
			}
			catch (MonarchException ex) {
				if (ex.kind() != Kind.FAILED || !observing.wasCalled() || Interruption.isPending()) {
					throw ex;
				}
				error = String.valueOf(ex.getMessage());
			}
			this.listener.applied(this.database.environment(), id, Duration.ofNanos(observing.duration()));
			boolean inTransaction = traits.transactional() && this.database.environment().supportsTransactions();
			DatabaseDefinitions after = DatabaseDefinitions.of(this.database.unobserved(), this.database.records());
			new StateChecks(this.database.unobserved(), this.definitions, after, observer).run(inTransaction);
			Duration expected = this.estimate.of(observing.duration(), observer.observation());
			checkTransaction(observer.observation(), expected, observing.duration());
			List<String> changes = this.definitions.changes(after);
			this.definitions = after;
			Survival survival = inTransaction ? Survival.TRANSACTIONAL
					: traits.restartable() ? Survival.RESTARTABLE : Survival.NONE;
			if (before != null && error == null) {
				boolean proven = new MigrationProver(Rehearsal.this.runner, this.copies, before, this.database,
						this.listener, this.request.seed())
					.prove(id, traits, observer.observation());
				survival = (proven && survival == Survival.RESTARTABLE) ? Survival.PROVEN : survival;
			}
			Observation seen = observer.observation();
			seen.notes().forEach((note) -> this.notes.all().add("Migration '" + id + "': " + note));
			return new RehearsedMigration(id, error == null, error, Duration.ofNanos(offset),
					Duration.ofNanos(observing.duration()), expected, seen.changes(), changes,
					seen.uses().stream().filter(CommandUse::isScanning).map(CommandUse::scan).toList(),
					seen.longestTransaction(), this.notes.transactionLimit(), survival, seen.warnings());
		}

		private void checkTransaction(Observation seen, Duration expected, long duration) {
			Duration limit = this.notes.transactionLimit();
			double factor = (duration > 0) ? Math.max(1, expected.toNanos() / (double) duration) : 1;
			Duration longest = Duration.ofNanos((long) (seen.longestTransaction().toNanos() * factor));
			if (limit != null && longest.compareTo(limit) >= 0) {
				seen.warn(WarningKind.TRANSACTION_LIMIT, "",
						"Its transaction takes about " + Words.duration(longest) + " on '"
								+ this.request.environment().name() + "', where the server aborts one after "
								+ Words.duration(limit) + ".");
			}
		}

	}

	/**
	 * What could not be found out, and the limit of the rehearsed server.
	 */
	private static final class Notes {

		private final List<String> all = new ArrayList<>();

		private final @Nullable Duration transactionLimit;

		Notes(Environment environment) {
			Duration limit = null;
			try {
				Document answer = environment.client()
					.getDatabase("admin")
					.runCommand(new Document("getParameter", 1).append("transactionLifetimeLimitSeconds", 1));
				limit = Duration.ofSeconds(answer.get("transactionLifetimeLimitSeconds", Number.class).longValue());
			}
			catch (MongoException ex) {
				this.all.add("The time limit of transactions on '" + environment.name()
						+ "' is unknown, since its server does not return transactionLifetimeLimitSeconds: "
						+ EnvironmentException.of(environment, ex).getMessage());
			}
			this.transactionLimit = limit;
		}

		@Nullable Duration transactionLimit() {
			return this.transactionLimit;
		}

		List<String> all() {
			return this.all;
		}

	}

}
