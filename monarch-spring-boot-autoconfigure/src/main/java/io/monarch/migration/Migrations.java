package io.monarch.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.monarch.batch.BatchProgress;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.foreign.ToolHistory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The migrations of an application: their definitions, their records in an environment,
 * and the pending ones. No method acquires a lock or writes.
 */
public final class Migrations {

	private final MigrationBeans beans;

	private final ConfigurableListableBeanFactory beanFactory;

	private final MigrationTemplates templates;

	private final MigrationSettings settings;

	/**
	 * Create the migrations of an application.
	 * @param beanFactory the bean factory with the migrations
	 * @param templates provides the templates of migrations
	 * @param settings the settings for running migrations
	 */
	public Migrations(ConfigurableListableBeanFactory beanFactory, MigrationTemplates templates,
			MigrationSettings settings) {
		this.beans = new MigrationBeans(beanFactory);
		this.beanFactory = beanFactory;
		this.templates = templates;
		this.settings = settings;
	}

	MigrationBeans beans() {
		return this.beans;
	}

	MigrationTemplates templates() {
		return this.templates;
	}

	MigrationSettings settings() {
		return this.settings;
	}

	/**
	 * Tell whether they are beans of a factory itself and not of a child of it.
	 */
	boolean areBeansOf(Object factory) {
		return this.beanFactory == factory;
	}

	/**
	 * Return the ids of all migrations, in order, without reading a database.
	 * @return the ids
	 */
	public List<String> ids() {
		return this.beans.definitions().stream().map(MigrationDefinition::id).toList();
	}

	/**
	 * Find the migration that formerly had an id.
	 * @param id an id in its {@code formerly}
	 * @return its current id, or empty if no migration had that id
	 */
	public Optional<String> idOfFormer(String id) {
		return this.beans.definitions()
			.stream()
			.filter((definition) -> definition.formerly().contains(id))
			.findFirst()
			.map(MigrationDefinition::id);
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
	 * Return the ids of the batch migrations that are for an environment, in order,
	 * without reading its database.
	 * @param environment the name of the environment
	 * @return the ids
	 */
	public List<String> batchIds(String environment) {
		return this.beans.definitions()
			.stream()
			.filter((definition) -> definition.batch() && definition.appliesTo(environment))
			.map(MigrationDefinition::id)
			.toList();
	}

	/**
	 * Return all migrations of an environment, in order, including those that are only in
	 * its history.
	 * @param environment the environment
	 * @return the migrations
	 */
	public List<MigrationStatus> list(Environment environment) {
		return EnvironmentException.translating(environment, () -> {
			this.templates.requireNoEntity(environment);
			HistoryView view = HistoryView.read(environment, this.settings.locks());
			Map<String, MigrationRecord> history = FormerIds.resolve(this.beans.definitions(), view.records());
			List<MigrationStatus> statuses = new ArrayList<>();
			for (MigrationDefinition definition : this.beans.definitionsFor(environment)) {
				if (!history.containsKey(definition.id())) {
					statuses.add(MigrationStatus.of(definition));
				}
			}
			history.values()
				.stream()
				.filter((record) -> !record.isOfImport())
				.forEach((record) -> statuses
					.add(withPositions(record.status(this.beans.find(record.id()).orElse(null)), record, environment)
						.with(view.activities().get(record.id()))));
			statuses.sort(Comparator.comparing(MigrationStatus::id, this.beans.order()));
			return List.copyOf(statuses);
		});
	}

	private static MigrationStatus withPositions(MigrationStatus status, MigrationRecord record,
			Environment environment) {
		BatchProgress progress = record.hasPositions()
				? MigrationHistory.of(environment).positions(record.id(), 0).progress(environment.mongoDatabase())
				: null;
		return (progress != null) ? status
			.with(new MigrationStatus.Batch(record.isInBackground(), progress.done(), progress.total(), record.pause()))
				: status;
	}

	/**
	 * Return the migrations that never run on an environment, since they are for others.
	 * @param environment the environment
	 * @return the names of the environments of each, by the id of the migration
	 */
	public Map<String, List<String>> forOtherEnvironments(Environment environment) {
		return this.beans.others().leftOut(environment);
	}

	/**
	 * Return what {@link MigrationRunner#migrate} would run, without running it and
	 * without the lock.
	 * @param environment the environment
	 * @return the result of a run that has applied nothing yet
	 */
	public MigrationResult dryRun(Environment environment) {
		return EnvironmentException.translating(environment, () -> {
			Map<String, MigrationRecord> recorded = history(environment);
			Map<String, MigrationRecord> history = recorded;
			for (ToolHistory found : foreignHistories(environment, recorded,
					plan(environment, recorded).pendingIds())) {
				history = HistoryImport.plan(environment, this, found, history).requireDecided().historyAfterwards();
			}
			MigrationPlan plan = plan(environment, history);
			if (plan.blocking().stream().allMatch((record) -> record.is(MigrationState.PROCESSING))
					&& this.settings.locks().of(environment).holder().isPresent()) {
				return new MigrationResult(environment.name(), List.of(), null, plan.pendingIds());
			}
			check(plan, environment, history);
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
	 * Return the pending migrations, whether or not something blocks them.
	 * @param environment the environment
	 * @return the ids of the migrations, in order
	 */
	public List<String> pending(Environment environment) {
		return EnvironmentException.translating(environment,
				() -> plan(environment, history(environment)).pendingIds());
	}

	/**
	 * Return the pending migrations that run in the background.
	 * @param environment the environment
	 * @return the ids of the migrations, in order
	 */
	public List<String> pendingInBackground(Environment environment) {
		return EnvironmentException.translating(environment,
				() -> plan(environment, history(environment)).order()
					.background()
					.stream()
					.map(MigrationDefinition::id)
					.toList());
	}

	/**
	 * Check that there is a migration with an id for an environment.
	 * @param id the migration's id
	 * @param environment the environment
	 * @throws MonarchException if there is none; the message names the nearest one
	 */
	public void requireKnown(String id, Environment environment) {
		require(id, environment);
	}

	/**
	 * Check that a migration has a rollback.
	 * @param id the migration's id
	 * @param environment the environment
	 * @throws MonarchException if it has none
	 */
	public void requireRollback(String id, Environment environment) {
		this.beans.requireRollback(require(id, environment));
	}

	/**
	 * Return what is declared about a migration.
	 * @param id the migration's id
	 * @return what is declared, or empty if there is no such migration
	 */
	public Optional<MigrationTraits> traits(String id) {
		return this.beans.find(id)
			.map((found) -> new MigrationTraits(found.transactional(), found.restartable(), found.isRepeatable(),
					this.beans.hasRollback(id), found.batch(), found.isInBackground()));
	}

	/**
	 * Return the next step for a migration that failed or was abandoned.
	 * @param status the migration
	 * @param environment the environment
	 * @return a sentence with the commands to type
	 */
	public String advice(MigrationStatus status, Environment environment) {
		MigrationPlan plan = plan(environment, history(environment));
		if (plan.pendingIds().contains(status.id())) {
			return "It runs again automatically at the next start or with 'monarch migrate " + environment.name() + "'."
					+ environment.nameHint();
		}
		if (status.state() == MigrationState.MISSING) {
			return "This application has no such migration. If no other version of it has one, remove its record: "
					+ "'monarch mark " + status.id() + " " + environment.name() + " --as new'."
					+ environment.nameHint();
		}
		return (status.isAbandoned() ? MigrationFailures.GONE : "")
				+ MigrationFailures.advice(status.id(), environment, this.beans.hasRollback(status.id()));
	}

	/**
	 * Return what {@link MigrationRunner#markAll} or {@link MigrationRunner#markUntil}
	 * would change, without changing it and without the lock.
	 * @param environment the environment
	 * @param until the id of the last migration that would be marked, or {@code null} for
	 * all
	 * @param as {@link MigrationState#COMPLETED} or {@link MigrationState#NEW}
	 * @return the ids of the migrations whose records would change, in order
	 * @throws MonarchException if there is no such migration, or one of them failed or
	 * was abandoned
	 */
	public List<String> toMark(Environment environment, @Nullable String until, MigrationState as) {
		return EnvironmentException.translating(environment, () -> {
			Map<String, MigrationRecord> history = history(environment);
			List<String> ids = markingPlan(environment, until, as, history).ids();
			List<ToolHistory> unused = foreignHistories(environment, history, unrecorded(ids, history));
			return ids;
		});
	}

	MarkingPlan markingPlan(Environment environment, @Nullable String until, MigrationState as,
			Map<String, MigrationRecord> history) {
		if (until != null) {
			require(until, environment);
		}
		MarkingPlan plan = MarkingPlan.of(this.beans.definitionsFor(environment), until, ofToday(history), as);
		plan.requireDecided(environment);
		return plan;
	}

	static List<String> unrecorded(List<String> ids, Map<String, MigrationRecord> history) {
		return ids.stream().filter((id) -> !history.containsKey(id)).toList();
	}

	MigrationChecks checks(Environment environment) {
		return new MigrationChecks(environment, this.beans, this.beanFactory);
	}

	Map<String, MigrationRecord> history(Environment environment) {
		this.templates.requireNoEntity(environment);
		return MigrationHistory.read(environment);
	}

	/**
	 * Check whether there is something to do, in one read.
	 */
	FirstLook look(Environment environment) {
		this.templates.requireNoEntity(environment);
		return FirstLook.read(environment, this.settings.locks());
	}

	MigrationPlan plan(Environment environment, Map<String, MigrationRecord> history) {
		return MigrationPlan.of(this.beans.definitions(), environment.name(), ofToday(history),
				this.settings.outOfOrder());
	}

	/**
	 * Return a history in which each record has the current id of its migration.
	 */
	Map<String, MigrationRecord> ofToday(Map<String, MigrationRecord> history) {
		return FormerIds.resolve(this.beans.definitions(), history);
	}

	/**
	 * Require that no other history has the migrations that would run.
	 * @return the histories of other tools that have to be imported first
	 */
	List<ToolHistory> foreignHistories(Environment environment, Map<String, MigrationRecord> history,
			List<String> pending) {
		return pending.isEmpty() ? List.of()
				: new ForeignHistories(this.beans, this.settings).check(environment, history, pending);
	}

	/**
	 * Return what an import of another tool's history would record, without the lock and
	 * without writing.
	 * @param environment the environment
	 * @param request the history to import
	 * @return the result, in which entries can be undecided
	 * @throws MonarchException if there is no such history, if one cannot be parsed, or
	 * if its tool is running
	 */
	public HistoryImportResult dryRunImport(Environment environment, HistoryImportRequest request) {
		return EnvironmentException.translating(environment,
				() -> HistoryImport.plan(environment, this, request, history(environment)).result());
	}

	void check(MigrationPlan plan, Environment environment, Map<String, MigrationRecord> history) {
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
		this.beans.checkSources(plan.pending(), environment, ImportRecord.pending(history));
	}

	/**
	 * Check that no migration in the background needs a decision.
	 */
	void checkInBackground(MigrationPlan plan, Environment environment) {
		if (!plan.failedInBackground().isEmpty()) {
			MigrationRecord first = plan.failedInBackground().get(0);
			throw MigrationFailures.of(first, environment, this.beans.hasRollback(first.id()), plan.pendingIds());
		}
	}

	/**
	 * Check that the migrations that one runs after are completed.
	 */
	void requireCompleted(MigrationDefinition definition, Environment environment) {
		if (definition.schedule().after().isEmpty()) {
			return;
		}
		Map<String, MigrationRecord> history = ofToday(history(environment));
		for (String id : definition.schedule().after()) {
			if (!this.beans.find(id).orElseThrow().appliesTo(environment.name())) {
				continue;
			}
			MigrationRecord record = history.get(id);
			if (record == null || !record.is(MigrationState.COMPLETED)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Migration '" + definition.id() + "' runs after '" + id
								+ "', which is not completed on environment " + environment.description() + ".",
						"Run that first: 'monarch migrate-one " + id + " " + environment.name() + "'."
								+ environment.nameHint());
			}
		}
	}

	MigrationDefinition require(String id, Environment environment) {
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

	MigrationStatus status(String id, Environment environment) {
		return list(environment).stream()
			.filter((status) -> status.id().equals(id))
			.findFirst()
			.orElseGet(() -> new MigrationStatus(id, null, MigrationState.NEW, null, null, null, null));
	}

}
