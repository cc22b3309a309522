package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.monarch.environment.Causes;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.environment.Protection;
import io.monarch.lock.EnvironmentLock;
import io.monarch.lock.Lease;
import io.monarch.lock.LockHolder;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Runs migrations, each once on each environment and in order, under the environment's
 * lock, and keeps their history. All methods throw a {@link MonarchException} that says
 * what failed and what to do.
 */
public final class MigrationRunner implements ApplicationListener<ContextClosedEvent> {

	private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(20);

	private static final Duration SHUTDOWN_AFTER_INTERRUPT = Duration.ofSeconds(5);

	private final MigrationBeans beans;

	private final ConfigurableListableBeanFactory beanFactory;

	private final MigrationTemplates templates;

	private final MigrationSettings settings;

	private final ApplicationEventPublisher publisher;

	private final List<MigrationListener> listeners;

	private final ActiveRuns active = new ActiveRuns();

	/**
	 * Create a runner.
	 * @param beanFactory where the migrations are found as beans
	 * @param templates gives migrations their templates
	 * @param settings how migrations are run
	 * @param publisher publishes the events
	 * @param listeners are told of every run
	 */
	public MigrationRunner(ConfigurableListableBeanFactory beanFactory, MigrationTemplates templates,
			MigrationSettings settings, ApplicationEventPublisher publisher, List<MigrationListener> listeners) {
		this.beans = new MigrationBeans(beanFactory);
		this.beanFactory = beanFactory;
		this.templates = templates;
		this.settings = settings;
		this.publisher = publisher;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Return the ids of all migrations, in order, without reading a database.
	 * @return the ids
	 */
	public List<String> ids() {
		return this.beans.definitions().stream().map(MigrationDefinition::id).toList();
	}

	/**
	 * Return the ids of the migrations that are for an environment, in order, without
	 * reading its database.
	 * @param environment the environment
	 * @return the ids
	 */
	public List<String> ids(Environment environment) {
		return this.beans.definitionsFor(environment).stream().map(MigrationDefinition::id).toList();
	}

	/**
	 * Return all migrations of an environment, in order, with those that are in its
	 * history only.
	 * @param environment the environment
	 * @return the migrations
	 */
	public List<MigrationStatus> list(Environment environment) {
		return translating(environment, () -> {
			this.templates.requireNoEntity(environment);
			HistoryView view = HistoryView.read(environment, this.settings.locks());
			Map<String, MigrationRecord> history = view.records();
			List<MigrationStatus> statuses = new ArrayList<>();
			for (MigrationDefinition definition : this.beans.definitionsFor(environment)) {
				if (!history.containsKey(definition.id())) {
					statuses.add(new MigrationStatus(definition.id(), definition.description(), MigrationState.NEW,
							null, null, null, null));
				}
			}
			history.values()
				.forEach((record) -> statuses.add(record.status(this.beans.find(record.id()).orElse(null))
					.with(view.activities().get(record.id()))));
			statuses.sort((left, right) -> NaturalOrder.INSTANCE.compare(left.id(), right.id()));
			return List.copyOf(statuses);
		});
	}

	/**
	 * Return the migrations that an environment never gets, since they are for others.
	 * @param environment the environment
	 * @return the names of the environments that each is for, by the id of the migration
	 */
	public Map<String, List<String>> forOtherEnvironments(Environment environment) {
		return this.beans.others().leftOut(environment);
	}

	/**
	 * Return what {@link #migrate} would run, without running it and without the lock.
	 * @param environment the environment
	 * @return the result of a run that has applied nothing yet
	 */
	public MigrationResult dryRun(Environment environment) {
		return translating(environment, () -> {
			Map<String, MigrationRecord> history = history(environment);
			MigrationPlan plan = plan(environment, history);
			if (plan.blocking().stream().allMatch((record) -> record.is(MigrationState.PROCESSING))
					&& lockHolder(environment).isPresent()) {
				return new MigrationResult(environment.name(), List.of(), null, plan.pendingIds());
			}
			refuseForeignHistory(environment, history, plan.pendingIds());
			check(plan, environment);
			tryOut(plan.pending(), environment);
			return new MigrationResult(environment.name(), List.of(), null, plan.pendingIds());
		});
	}

	private void tryOut(List<MigrationDefinition> pending, Environment environment) {
		if (!pending.isEmpty()) {
			boolean transactional = environment.supportsTransactions();
			MigrationChecks checks = checks(environment);
			List<String> unused = checks.checkServer(pending, transactional, this.settings.transactions());
			try (MigrationTemplate template = this.templates.on(environment, false)) {
				Map<String, MongoMigration> unusedMigrations = checks.create(pending, template, transactional);
			}
		}
	}

	/**
	 * Return what is still to be run, whether or not something stands in its way.
	 * @param environment the environment
	 * @return the ids of the migrations, in order
	 */
	public List<String> pending(Environment environment) {
		return translating(environment, () -> plan(environment, history(environment)).pendingIds());
	}

	/**
	 * Run what is pending. Where nothing is, and no copy was cut short, this only reads
	 * and takes no lock; where someone else holds the lock, this waits and looks again at
	 * what is pending.
	 * @param environment the environment
	 * @param listener is told what happens
	 * @return what was run
	 * @throws MigrationFailedException if a migration fails or has failed before
	 */
	public MigrationResult migrate(Environment environment, MigrationListener listener) {
		MigrationResult nothing = new MigrationResult(environment.name(), List.of(), null, List.of());
		long start = System.nanoTime();
		SharedHistory shared = new SharedHistory(this.beans, this.settings.application(), listener);
		BooleanSupplier needed = () -> isPending(environment, shared) || isUnsettled(environment);
		this.beans.others().warnings(environment).forEach(listener::warned);
		return locked(environment, needed, listener, (run) -> {
			MigrationPlan plan = plan(environment, run.history());
			refuseForeignHistory(environment, run.history(), plan.pendingIds());
			check(plan, environment);
			warn(plan, run.listener());
			MigrationResult result = run.migrate(plan.pending(), List.of(), this.settings.transactions());
			if (!result.applied().isEmpty()) {
				run.listener().finished(result, Duration.ofNanos(System.nanoTime() - start));
			}
			return result;
		}).orElse(nothing);
	}

	private boolean isPending(Environment environment, SharedHistory shared) {
		if (this.beans.definitionsFor(environment).isEmpty()) {
			return false;
		}
		Map<String, MigrationRecord> history = history(environment);
		shared.warnOnce(environment, history);
		return !plan(environment, history).isDone();
	}

	/**
	 * Tell whether replacing the database of an environment has begun and is not over.
	 * Where nobody is at it, {@link #migrate} finishes it, or says what has to be done.
	 * @param environment the environment
	 * @return whether the database is partly the old one and partly a new one
	 */
	public boolean isUnsettled(Environment environment) {
		return translating(environment, () -> this.settings.locks().isRecoveryNeeded(environment));
	}

	/**
	 * Run one migration, whatever its state.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param listener is told what happens
	 * @return what was run
	 * @throws MigrationFailedException if the migration fails
	 */
	public MigrationResult migrateOne(String id, Environment environment, MigrationListener listener) {
		MigrationDefinition definition = require(id, environment);
		return locked(environment, listener, (run) -> {
			refuseForeignHistory(environment, run.history(), List.of(id));
			List<String> others = new ArrayList<>(plan(environment, run.history()).pendingIds());
			others.remove(id);
			MigrationResult result = run.migrate(List.of(definition), others, this.settings.transactions());
			return new MigrationResult(result.environment(), result.applied(), null,
					afterwards(() -> pending(environment)));
		});
	}

	/**
	 * Undo one migration by its rollback.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param listener is told what happens
	 * @return the migration as it is then
	 * @throws MigrationFailedException if the rollback fails
	 */
	public MigrationStatus rollback(String id, Environment environment, MigrationListener listener) {
		MigrationDefinition definition = require(id, environment);
		this.beans.requireRollback(definition);
		return locked(environment, listener, (run) -> {
			MigrationRecord record = run.history().get(id);
			if (record == null || record.is(MigrationState.ROLLED_BACK)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Migration '" + id + "' is not applied to environment " + environment.description() + ".",
						"See 'monarch list-migrations " + environment.name() + "'.");
			}
			run.rollback(definition, this.settings.transactions());
			return afterwards(() -> status(id, environment));
		});
	}

	/**
	 * Check that there is a migration of an id for an environment.
	 * @param id the migration's id
	 * @param environment the environment
	 * @throws MonarchException if there is none, naming the nearest one
	 */
	public void requireKnown(String id, Environment environment) {
		require(id, environment);
	}

	/**
	 * Check that a migration can be undone: that it has a rollback.
	 * @param id the migration's id
	 * @param environment the environment
	 * @throws MonarchException if it cannot
	 */
	public void requireRollback(String id, Environment environment) {
		this.beans.requireRollback(require(id, environment));
	}

	/**
	 * Say what to do about a migration that failed or was abandoned.
	 * @param status the migration
	 * @param environment the environment
	 * @return a sentence with the commands to type
	 */
	public String advice(MigrationStatus status, Environment environment) {
		MigrationPlan plan = plan(environment, history(environment));
		if (plan.pendingIds().contains(status.id())) {
			return "It is run again by itself at the next start or 'monarch migrate " + environment.name() + "'."
					+ environment.nameHint();
		}
		if (status.state() == MigrationState.MISSING) {
			return "This application has no such migration. If no other version of it has, forget it: 'monarch mark "
					+ status.id() + " " + environment.name() + " --as new'." + environment.nameHint();
		}
		return (status.isAbandoned() ? MigrationFailures.GONE : "")
				+ MigrationFailures.advice(status.id(), environment, this.beans.hasRollback(status.id()));
	}

	/**
	 * Change the record of a migration without running anything.
	 * @param id the migration's id
	 * @param environment the environment
	 * @param as {@link MigrationState#COMPLETED} or {@link MigrationState#NEW}
	 * @return the migration as it is then
	 */
	public MigrationStatus mark(String id, Environment environment, MigrationState as) {
		if (as != MigrationState.COMPLETED && as != MigrationState.NEW) {
			throw new MonarchException(Kind.BAD_INPUT, "A migration cannot be marked as " + as + ".",
					"Mark it as completed or as new.");
		}
		return locked(environment, new MigrationListener() {
		}, (run) -> {
			// What is in the history only can be marked too: that is how it is cleared.
			if (!run.history().containsKey(id)) {
				require(id, environment);
				refuseForeignHistory(environment, run.history(), List.of(id));
			}
			if (as == MigrationState.NEW) {
				run.markNew(id, this.beans.find(id).isPresent());
			}
			else {
				run.markCompleted(id, this.beans.find(id).orElse(null));
			}
			return status(id, environment);
		});
	}

	/**
	 * Return who holds the lock of an environment.
	 * @param environment the environment
	 * @return the holder, or empty where the lock is free
	 */
	public Optional<LockHolder> lockHolder(Environment environment) {
		return translating(environment, () -> lock(environment).holder());
	}

	/**
	 * Take the lock of an environment away from whoever holds it, whatever its record
	 * says.
	 * @param environment the environment
	 */
	public void unlock(Environment environment) {
		translating(environment, () -> {
			requireWritable(environment);
			lock(environment).takeAway();
			return environment;
		});
	}

	/**
	 * Take the lock of an environment away from a holder that was shown.
	 * @param environment the environment
	 * @param holder who held the lock when it was decided to take it away
	 * @throws MonarchException if another process has taken the lock since
	 */
	public void unlock(Environment environment, LockHolder holder) {
		translating(environment, () -> {
			requireWritable(environment);
			if (!lock(environment).takeAway(holder)) {
				throw new MonarchException(Kind.FAILED, "The lock of environment " + environment.description()
						+ " is no longer that of " + holder.owner()
						+ ": another process has taken it since, or its record was deleted. Nothing was changed.",
						"Run 'monarch unlock " + environment.name() + "' again to see who holds it.");
			}
			return environment;
		});
	}

	/**
	 * Let a migration that is running end before the application closes what it uses.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext().getAutowireCapableBeanFactory() == this.beanFactory) {
			shutDown();
		}
	}

	/**
	 * Tell whether no migration begins any more since the process was told to end.
	 * @return whether {@link #shutDown()} was called
	 */
	public boolean isShutDown() {
		return this.active.isClosed();
	}

	/**
	 * Begin no migration any more, and wait for the one that is running, which is
	 * interrupted when it takes too long.
	 */
	public void shutDown() {
		try {
			this.active.close(SHUTDOWN_GRACE, SHUTDOWN_AFTER_INTERRUPT);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private <T> T locked(Environment environment, MigrationListener listener, Function<MigrationRun, T> work) {
		return locked(environment, () -> true, listener, work).orElseThrow();
	}

	private <T> Optional<T> locked(Environment environment, BooleanSupplier needed, MigrationListener listener,
			Function<MigrationRun, T> work) {
		BooleanSupplier permitted = () -> {
			boolean needs = needed.getAsBoolean();
			if (needs) {
				requireWritable(environment);
				this.templates.check(environment);
			}
			return needs;
		};
		return translating(environment, () -> {
			this.active.enter();
			try (PublishingMigrationListener publishing = publishing(environment, listener)) {
				Optional<Lease> acquired = lock(environment).acquire(permitted,
						(holder) -> publishing.waiting(environment, holder));
				if (acquired.isEmpty()) {
					return Optional.empty();
				}
				try (Lease lease = acquired.get()) {
					return Optional.of(run(environment, lease, publishing, work));
				}
			}
			finally {
				this.active.exit();
			}
		});
	}

	private PublishingMigrationListener publishing(Environment environment, MigrationListener listener) {
		List<MigrationListener> all = new ArrayList<>(this.listeners);
		all.add(listener);
		return new PublishingMigrationListener(this.publisher, environment, all);
	}

	private <T> T run(Environment environment, Lease lease, MigrationListener listener,
			Function<MigrationRun, T> work) {
		try {
			return work.apply(new MigrationRun(environment, lease, this.beans, checks(environment), this.templates,
					this.active, listener, this.settings.application()));
		}
		catch (MigrationFailedException ex) {
			throw ex; // what is recorded stays true, whether or not the lock is still
						// held
		}
		catch (RuntimeException ex) {
			throw lease.explain(ex);
		}
	}

	private MigrationChecks checks(Environment environment) {
		return new MigrationChecks(environment, this.beans, this.beanFactory);
	}

	private Map<String, MigrationRecord> history(Environment environment) {
		this.templates.requireNoEntity(environment);
		return MigrationHistory.read(environment);
	}

	private EnvironmentLock lock(Environment environment) {
		return this.settings.locks().of(environment);
	}

	private MigrationPlan plan(Environment environment, Map<String, MigrationRecord> history) {
		return MigrationPlan.of(this.beans.definitions(), environment.name(), history, this.settings.outOfOrder());
	}

	private void refuseForeignHistory(Environment environment, Map<String, MigrationRecord> history,
			List<String> pending) {
		if (!pending.isEmpty()) {
			new ForeignHistories(this.beans, this.settings.foreignHistory()).refuse(environment, history);
		}
	}

	private void check(MigrationPlan plan, Environment environment) {
		if (!plan.blocking().isEmpty()) {
			MigrationRecord first = plan.blocking().get(0);
			throw MigrationFailures.of(first, environment, this.beans.hasRollback(first.id()), plan.pendingIds());
		}
		if (this.settings.outOfOrder() == OutOfOrder.FAIL && !plan.outOfOrder().isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + plan.outOfOrder().get(0) + "' is older than the last one applied to environment "
							+ environment.description() + ", and monarch.migration.out-of-order is 'fail'.",
					"Give it a newer id, or run it by itself: 'monarch migrate-one " + plan.outOfOrder().get(0) + " "
							+ environment.name() + "'.");
		}
	}

	private void warn(MigrationPlan plan, MigrationListener listener) {
		String what = (this.settings.outOfOrder() == OutOfOrder.IGNORE) ? " and is left out" : "";
		plan.outOfOrder()
			.forEach((id) -> listener.warned("Migration '" + id + "' is older than the last one applied" + what));
	}

	private MigrationDefinition require(String id, Environment environment) {
		Optional<MigrationDefinition> found = this.beans.find(id);
		if (found.isEmpty()) {
			String nearest = NearestName.question(id, ids());
			throw new MonarchException(Kind.BAD_INPUT, "There is no migration '" + id + "'." + nearest,
					"See 'monarch list-migrations " + environment.name() + "'.");
		}
		if (!found.get().appliesTo(environment.name())) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + id + "' is not for environment '" + environment.name() + "' but for "
							+ String.join(", ", found.get().environments()) + ".",
					"Name one of those, or add it to 'environments' of its @Migration.");
		}
		return found.get();
	}

	private MigrationStatus status(String id, Environment environment) {
		return list(environment).stream()
			.filter((status) -> status.id().equals(id))
			.findFirst()
			.orElseGet(() -> new MigrationStatus(id, null, MigrationState.NEW, null, null, null, null));
	}

	/**
	 * Read how things are after something was done, for a thread that may be interrupted,
	 * which the driver refuses: what is done must not look as if it were not.
	 */
	private static <T> T afterwards(Supplier<T> read) {
		try (Interruption deferred = Interruption.defer()) {
			return read.get();
		}
	}

	private static void requireWritable(Environment environment) {
		if (environment.protection() == Protection.READ_ONLY) {
			throw new MonarchException(Kind.REFUSED,
					"Environment " + environment.description() + " is read-only and is never changed.",
					"Change monarch.environments." + environment.name() + ".protection if that is wrong.");
		}
	}

	/**
	 * Put what the driver throws in an administrator's words.
	 */
	private static <T> T translating(Environment environment, Supplier<T> work) {
		try {
			return work.get();
		}
		catch (MonarchException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			for (Throwable cause : Causes.of(ex)) {
				if (cause instanceof MongoException mongo) {
					throw EnvironmentException.of(environment, mongo);
				}
			}
			throw ex;
		}
	}

}
