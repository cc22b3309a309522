package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.ToolHistory;
import io.monarch.foreign.ToolLocks;
import io.monarch.lock.EnvironmentLocks;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Runs migrations, each once on each environment and in order, under the environment's
 * lock, and keeps their history. All methods throw a {@link MonarchException} with a
 * description and the next step.
 */
public final class MigrationRunner implements ApplicationListener<ContextClosedEvent> {

	private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(20);

	private static final long BACKGROUND_POLL_MILLIS = 1000;

	private static final Duration SHUTDOWN_AFTER_INTERRUPT = Duration.ofSeconds(5);

	private final Migrations migrations;

	private final EnvironmentLocks locks;

	private final ApplicationEventPublisher publisher;

	private final List<MigrationListener> listeners;

	private final RunningMigrations running = new RunningMigrations();

	/**
	 * Create a runner.
	 * @param migrations the migrations to run
	 * @param publisher publishes the events
	 * @param listeners the listeners of every run
	 */
	public MigrationRunner(Migrations migrations, ApplicationEventPublisher publisher,
			List<MigrationListener> listeners) {
		this.migrations = migrations;
		this.locks = migrations.settings().locks();
		this.publisher = publisher;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Return the migrations that this runs.
	 * @return the migrations
	 */
	public Migrations migrations() {
		return this.migrations;
	}

	/**
	 * Run the pending migrations and log the progress, for example for the database of a
	 * new tenant while the application is running:
	 * {@code runner.migrate(environments.get("tenant-42"))}. Several environments can be
	 * migrated at once, each on its own thread.
	 * @param environment the environment
	 * @return the result
	 * @throws MigrationFailedException if a migration fails or has failed before
	 */
	public MigrationResult migrate(Environment environment) {
		return migrate(environment, new LoggingMigrationListener());
	}

	/**
	 * Run the pending migrations, including those in the background. If there are none,
	 * and no replacement was interrupted, this only reads and acquires no lock. If
	 * another process holds the lock, this waits and then plans again.
	 * @param environment the environment
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MigrationFailedException if a migration fails or has failed before
	 */
	public MigrationResult migrate(Environment environment, MigrationListener listener) {
		MigrationResult result = migrateInForeground(environment, listener);
		if (!this.migrations.beans().isAnyInBackground(environment)) {
			return result;
		}
		List<MigrationResult.Applied> applied = new ArrayList<>(result.applied());
		applied.addAll(migrateInBackground(environment, listener).applied());
		return new MigrationResult(environment.name(), applied, null, List.of());
	}

	/**
	 * Run the pending migrations that do not run in the background, and those that these
	 * need, and log the progress.
	 * @param environment the environment
	 * @return the result
	 * @throws MigrationFailedException if a migration fails or has failed before
	 */
	public MigrationResult migrateInForeground(Environment environment) {
		return migrateInForeground(environment, new LoggingMigrationListener());
	}

	private MigrationResult migrateInForeground(Environment environment, MigrationListener listener) {
		long start = System.nanoTime();
		this.migrations.beans().others().warnings(environment).forEach(listener::warned);
		SharedHistory shared = new SharedHistory(this.migrations.beans(), this.migrations.settings().application(),
				listener);
		NewerVersions newer = new NewerVersions(this.migrations.beans(), listener);
		LockedRun locked = acquire(environment, listener,
				() -> environment.looking(() -> isNeeded(environment, shared, newer)));
		try (locked) {
			if (!locked.isHeld()) {
				return new MigrationResult(environment.name(), List.of(), null, List.of());
			}
			MigrationRun run = run(environment, locked,
					(history) -> this.migrations.plan(environment, history).pendingIds());
			MigrationPlan plan = this.migrations.plan(environment, run.history());
			hold(locked, plan.order().foreground());
			this.migrations.check(plan, environment, run.history());
			warn(plan, locked.listener());
			MigrationResult result = run.migrate(plan.order().foreground(), List.of());
			if (!result.applied().isEmpty()) {
				locked.listener().finished(result, Duration.ofNanos(System.nanoTime() - start));
			}
			return result;
		}
		catch (StoppedBatches ex) {
			throw stopped(ex, environment);
		}
		catch (RuntimeException ex) {
			throw locked.explain(ex);
		}
	}

	/**
	 * Run the pending migrations in the background, in order. Between two batches, this
	 * releases the lock while another process waits for it, and while the migration is
	 * paused.
	 * @param environment the environment
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MigrationFailedException if a migration fails or has failed before
	 */
	public MigrationResult migrateInBackground(Environment environment, MigrationListener listener) {
		List<MigrationResult.Applied> applied = new ArrayList<>();
		while (!runInBackground(environment, listener, applied)) {
			awaitResumed(environment, listener);
		}
		return new MigrationResult(environment.name(), applied, null, List.of());
	}

	/**
	 * Run the pending migrations in the background until none is left or one is paused.
	 * @param applied where those that were applied are added
	 * @return whether none is left
	 */
	boolean runInBackground(Environment environment, MigrationListener listener,
			List<MigrationResult.Applied> applied) {
		while (true) {
			LockedRun locked = LockedRun.acquireInBackground(environment, this.migrations, this.running, this.publisher,
					this.listeners, listener, () -> environment.looking(() -> isBackgroundNeeded(environment)));
			try (locked) {
				if (!locked.isHeld()) {
					return pausedInBackground(environment) == null;
				}
				MigrationRun run = run(environment, locked);
				MigrationPlan plan = this.migrations.plan(environment, run.history());
				List<MigrationDefinition> next = plan.order().background().stream().limit(1).toList();
				applied.addAll(run.migrate(next, List.of()).applied());
			}
			catch (StoppedBatches ex) {
				if (this.running.isClosed()) {
					throw stopped(ex, environment);
				}
			}
			catch (RuntimeException ex) {
				throw locked.explain(ex);
			}
		}
	}

	/**
	 * Tell whether a migration in the background can run now.
	 */
	private boolean isBackgroundNeeded(Environment environment) {
		this.running.ensureOpen();
		MigrationPlan plan = this.migrations.plan(environment, this.migrations.history(environment));
		if (plan.order().background().isEmpty()) {
			this.migrations.checkInBackground(plan, environment);
			return false;
		}
		// The others come first.
		return plan.isDone() && pausedInBackground(environment) == null;
	}

	/**
	 * Return the id of the next migration in the background if it is paused.
	 */
	@Nullable String pausedInBackground(Environment environment) {
		Map<String, MigrationRecord> history = this.migrations.history(environment);
		return this.migrations.plan(environment, history)
			.order()
			.background()
			.stream()
			.limit(1)
			.map((next) -> this.migrations.ofToday(history).get(next.id()))
			.filter((record) -> record != null && record.pause() != null)
			.map((record) -> Objects.requireNonNull(record).id())
			.findFirst()
			.orElse(null);
	}

	private void awaitResumed(Environment environment, MigrationListener listener) {
		boolean said = false;
		for (String id = pausedInBackground(environment); id != null; id = pausedInBackground(environment)) {
			if (!said) {
				listener.said(id, "Paused. Continue it with 'monarch resume " + id + " " + environment.name() + "'."
						+ environment.nameHint());
				said = true;
			}
			this.running.ensureOpen();
			try {
				Thread.sleep(BACKGROUND_POLL_MILLIS);
			}
			catch (InterruptedException ex) {
				throw Interruption.cancelled("Migration '" + id + "' stays paused.", ex);
			}
		}
	}

	private static MonarchException stopped(StoppedBatches stopped, Environment environment) {
		return new MonarchException(Kind.FAILED,
				"Migration '" + stopped.id() + "' was stopped between two batches on environment "
						+ environment.description() + ", because " + stopped.getMessage() + ".",
				"The next start continues it, and so does 'monarch migrate " + environment.name() + "'."
						+ environment.nameHint(),
				stopped);
	}

	/**
	 * Pause a batch migration that has begun. The process that runs it stops within two
	 * seconds.
	 * @param id the migration's id
	 * @param environment the environment
	 * @return its status
	 * @throws MonarchException if it is not a batch migration that has begun
	 */
	public MigrationStatus pause(String id, Environment environment) {
		return setPaused(id, environment, true);
	}

	/**
	 * Let a paused batch migration continue.
	 * @param id the migration's id
	 * @param environment the environment
	 * @return its status
	 * @throws MonarchException if it is not paused
	 */
	public MigrationStatus resume(String id, Environment environment) {
		return setPaused(id, environment, false);
	}

	private MigrationStatus setPaused(String id, Environment environment, boolean pause) {
		MigrationDefinition definition = this.migrations.require(id, environment);
		environment.requireWritable();
		if (!definition.batch()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + id + "' is not a batch migration, so it cannot be paused.",
					"See 'monarch show-migration " + id + " " + environment.name() + "'.");
		}
		return EnvironmentException.translating(environment, () -> {
			if (!MigrationHistory.of(environment).setPaused(environment.mongoDatabase(), id, pause)) {
				MigrationStatus now = this.migrations.status(id, environment);
				boolean paused = now.batch() != null && now.batch().pause() != null;
				throw new MonarchException(Kind.BAD_INPUT, "Migration '" + id + "' on environment "
						+ environment.description() + " "
						+ (paused ? "is already paused."
								: pause ? (now.state() == MigrationState.COMPLETED ? "is completed." : "has not begun.")
										: "is not paused."),
						"See 'monarch list-migrations " + environment.name() + "'." + environment.nameHint());
			}
			return this.migrations.status(id, environment);
		});
	}

	private boolean isNeeded(Environment environment, SharedHistory shared, NewerVersions newer) {
		if (this.migrations.beans().definitionsFor(environment).isEmpty()) {
			return this.locks.isRecoveryNeeded(environment);
		}
		FirstLook look = this.migrations.look(environment);
		shared.warnOnce(environment, look.history());
		MigrationPlan plan = this.migrations.plan(environment, look.history());
		newer.warnOnce(environment, plan.outdated());
		return look.recoveryNeeded() || !plan.isDone();
	}

	/**
	 * Run one migration, regardless of its state.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MigrationFailedException if the migration fails
	 */
	public MigrationResult migrateOne(String id, Environment environment, MigrationListener listener) {
		return migrateOne(id, environment, false, listener);
	}

	/**
	 * Run one migration, regardless of its state.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param fromStart whether a batch migration that failed or was stopped starts anew.
	 * It otherwise continues
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MigrationFailedException if the migration fails
	 */
	public MigrationResult migrateOne(String id, Environment environment, boolean fromStart,
			MigrationListener listener) {
		MigrationDefinition definition = this.migrations.require(id, environment);
		this.migrations.requireCompleted(definition, environment);
		LockedRun locked = acquire(environment, listener, () -> true);
		try (locked) {
			hold(locked, List.of(definition));
			MigrationRun run = run(environment, locked, (history) -> List.of(id));
			List<String> others = new ArrayList<>(this.migrations.plan(environment, run.history()).pendingIds());
			others.remove(id);
			if (fromStart) {
				run.deletePositions(id);
			}
			MigrationResult result = run.migrate(List.of(definition), others);
			return new MigrationResult(result.environment(), result.applied(), null,
					afterwards(() -> this.migrations.pending(environment)));
		}
		catch (StoppedBatches ex) {
			throw stopped(ex, environment);
		}
		catch (RuntimeException ex) {
			throw locked.explain(ex);
		}
	}

	/**
	 * Undo one migration with its rollback.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param listener notified of the progress
	 * @return the new status of the migration
	 * @throws MigrationFailedException if the rollback fails
	 */
	public MigrationStatus rollback(String id, Environment environment, MigrationListener listener) {
		MigrationDefinition definition = this.migrations.require(id, environment);
		this.migrations.beans().requireRollback(definition);
		LockedRun locked = acquire(environment, listener, () -> true);
		try (locked) {
			hold(locked, List.of(definition));
			MigrationRun run = run(environment, locked);
			MigrationRecord record = this.migrations.ofToday(run.history()).get(id);
			if (record == null || record.is(MigrationState.ROLLED_BACK)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Migration '" + id + "' is not applied to environment " + environment.description() + ".",
						"See 'monarch list-migrations " + environment.name() + "'.");
			}
			run.rollback(definition);
			return afterwards(() -> this.migrations.status(id, environment));
		}
		catch (RuntimeException ex) {
			throw locked.explain(ex);
		}
	}

	/**
	 * Change the record of a migration without running anything.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param as {@link MigrationState#COMPLETED} or {@link MigrationState#NEW}
	 * @return the new status of the migration
	 */
	public MigrationStatus mark(String id, Environment environment, MigrationState as) {
		requireMarkable(as);
		LockedRun locked = acquire(environment, new MigrationListener() {
		}, () -> true);
		try (locked) {
			// A migration that is only in the history can be marked too, to remove its
			// record.
			MigrationRun run = run(environment, locked, (history) -> history.containsKey(id) ? List.of()
					: List.of(this.migrations.require(id, environment).id()));
			hold(locked, this.migrations.beans().find(id).stream().toList());
			mark(run, List.of(id), as);
			return this.migrations.status(id, environment);
		}
		catch (RuntimeException ex) {
			throw locked.explain(ex);
		}
	}

	/**
	 * Change the records of all migrations of an environment without running anything.
	 * This happens in one transaction if the server has transactions. Records that
	 * already have the state, and those of migrations that this application does not
	 * have, stay as they are.
	 * @param environment the environment
	 * @param as {@link MigrationState#COMPLETED} or {@link MigrationState#NEW}
	 * @return the new status of the migrations whose records were changed
	 * @throws MonarchException if one of them failed or was abandoned: then nothing is
	 * changed
	 * @see Migrations#toMark
	 */
	public List<MigrationStatus> markAll(Environment environment, MigrationState as) {
		return markMany(null, environment, as);
	}

	/**
	 * Change the records of the first migrations of an environment, up to and including
	 * one, as {@link #markAll} does.
	 * @param id the id of the last migration that is marked
	 * @param environment the environment
	 * @param as {@link MigrationState#COMPLETED} or {@link MigrationState#NEW}
	 * @return the new status of the migrations whose records were changed
	 * @throws MonarchException if there is no such migration, or one of them failed or
	 * was abandoned: then nothing is changed
	 */
	public List<MigrationStatus> markUntil(String id, Environment environment, MigrationState as) {
		return markMany(id, environment, as);
	}

	private List<MigrationStatus> markMany(@Nullable String until, Environment environment, MigrationState as) {
		requireMarkable(as);
		LockedRun locked = acquire(environment, new MigrationListener() {
		}, () -> true);
		try (locked) {
			MigrationRun run = run(environment, locked, (history) -> Migrations
				.unrecorded(this.migrations.markingPlan(environment, until, as, history).ids(), history));
			List<String> ids = this.migrations.markingPlan(environment, until, as, run.history()).ids();
			if (!ids.isEmpty()) {
				hold(locked, ids.stream().flatMap((id) -> this.migrations.beans().find(id).stream()).toList());
				mark(run, ids, as);
			}
			Set<String> changed = Set.copyOf(ids);
			return afterwards(() -> this.migrations.list(environment)
				.stream()
				.filter((status) -> changed.contains(status.id()))
				.toList());
		}
		catch (RuntimeException ex) {
			throw locked.explain(ex);
		}
	}

	private static void requireMarkable(MigrationState as) {
		if (as != MigrationState.COMPLETED && as != MigrationState.NEW) {
			throw new MonarchException(Kind.BAD_INPUT, "A migration cannot be marked as " + as + ".",
					"Mark it as completed or as new.");
		}
	}

	private static void mark(MigrationRun run, List<String> ids, MigrationState as) {
		if (as == MigrationState.NEW) {
			run.markNew(ids);
		}
		else {
			run.markCompleted(ids);
		}
	}

	/**
	 * Let a running migration end before the application closes the beans that it uses.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (this.migrations.areBeansOf(event.getApplicationContext().getAutowireCapableBeanFactory())) {
			shutDown();
		}
	}

	/**
	 * Tell whether migrations are no longer started since the process is stopping.
	 * @return whether {@link #shutDown()} was called
	 */
	public boolean isShutDown() {
		return this.running.isClosed();
	}

	/**
	 * Stop starting migrations, and wait for the running one, which is interrupted if it
	 * takes too long.
	 */
	public void shutDown() {
		try {
			this.running.close(SHUTDOWN_GRACE, SHUTDOWN_AFTER_INTERRUPT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private LockedRun acquire(Environment environment, MigrationListener listener, BooleanSupplier needed) {
		return LockedRun.acquire(environment, this.migrations, this.running, this.publisher, this.listeners, listener,
				needed);
	}

	/**
	 * Import the history of another tool: all of it, or nothing if an entry is undecided.
	 * An existing record is never changed, so the import is idempotent.
	 * @param environment the environment
	 * @param request the history to import, with a person's decisions
	 * @param listener notified of the progress
	 * @return the result. If {@link HistoryImportResult#undecided()} is not empty,
	 * nothing was imported
	 * @throws MonarchException if there is no such history, if one cannot be parsed, or
	 * if its tool is running
	 */
	public HistoryImportResult importHistory(Environment environment, HistoryImportRequest request,
			MigrationListener listener) {
		LockedRun locked = acquire(environment, listener, () -> true);
		try (locked) {
			MigrationRun run = run(environment, locked);
			holdForImport(environment, locked);
			HistoryImport planned = HistoryImport.plan(environment, this.migrations, request, run.history());
			if (planned.result().undecided().isEmpty()) {
				run.importAll(planned);
			}
			return planned.result();
		}
		catch (RuntimeException ex) {
			throw locked.explain(ex);
		}
	}

	/**
	 * Hold the locks of the tools whose migrations run or are marked.
	 */
	private void hold(LockedRun locked, List<MigrationDefinition> definitions) {
		locked.hold(this.migrations.beans().lockCollections(definitions));
	}

	/**
	 * Hold the lock of Mongock where a database has one, since the previous version of
	 * the application may still start.
	 */
	private void holdForImport(Environment environment, LockedRun locked) {
		Set<String> names = new LinkedHashSet<>(
				this.migrations.beans().lockCollections(this.migrations.beans().definitions()));
		names.add(ToolLocks.MONGOCK);
		names.retainAll(ForeignHistories.collections(environment));
		locked.hold(names);
	}

	private MigrationRun run(Environment environment, LockedRun locked) {
		return new MigrationRun(environment, locked, this.migrations, this.running).completeImports();
	}

	/**
	 * Begin a run whose history includes the migrations of another tool, or refuse it.
	 * @param pending returns the ids of the migrations that would run
	 */
	private MigrationRun run(Environment environment, LockedRun locked,
			Function<Map<String, MigrationRecord>, List<String>> pending) {
		MigrationRun run = run(environment, locked);
		List<ToolHistory> found = this.migrations.foreignHistories(environment, run.history(),
				pending.apply(run.history()));
		if (found.isEmpty()) {
			return run;
		}
		holdForImport(environment, locked);
		// All of them can be imported, or none is.
		found.forEach((each) -> HistoryImport.plan(environment, this.migrations, each, run.history()).requireDecided());
		MigrationRun next = run;
		for (ToolHistory each : found) {
			HistoryImport planned = HistoryImport.plan(environment, this.migrations, each, next.history())
				.requireDecided();
			next.importAll(planned);
			locked.listener().imported(environment, planned.result());
			next = run(environment, locked);
		}
		return next;
	}

	private void warn(MigrationPlan plan, MigrationListener listener) {
		this.migrations.beans().warningsOfSources(plan.pending()).forEach(listener::warned);
		String what = (this.migrations.settings().outOfOrder() == OutOfOrder.IGNORE) ? " and is left out" : "";
		plan.outOfOrder()
			.forEach((id) -> listener.warned("Migration '" + id + "' is older than the last one applied" + what));
	}

	/**
	 * Read the state after an action. The thread may be interrupted, and the driver
	 * refuses to work on it, but a completed action must not be reported as failed.
	 */
	private static <T> T afterwards(Supplier<T> read) {
		try (Interruption deferred = Interruption.defer()) {
			return read.get();
		}
	}

}
