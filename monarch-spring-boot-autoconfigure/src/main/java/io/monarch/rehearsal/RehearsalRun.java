package io.monarch.rehearsal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationTraits;
import io.monarch.migration.Migrations;
import org.jspecify.annotations.Nullable;

/**
 * Runs the migrations of one rehearsal on its temporary database, one after another, and
 * reports what each did.
 */
final class RehearsalRun {

	private final Migrations migrations;

	private final MigrationRunner runner;

	private final RehearsalRequest request;

	private final RehearsalDatabase database;

	private final Copies copies;

	private final Estimate estimate;

	private final MigrationListener listener;

	private final List<String> notes = new ArrayList<>();

	private final TransactionLimit limit;

	/** What the last migration left. */
	private DatabaseDefinitions definitions;

	RehearsalRun(Migrations migrations, MigrationRunner runner, RehearsalRequest request, RehearsalDatabase database,
			Copies copies, Estimate estimate, MigrationListener listener) {
		this.migrations = migrations;
		this.runner = runner;
		this.request = request;
		this.database = database;
		this.copies = copies;
		this.estimate = estimate;
		this.listener = listener;
		this.limit = TransactionLimit.of(request.environment(), this.notes);
		this.definitions = DatabaseDefinitions.of(database.unobserved(), database.records());
	}

	/**
	 * Return what could not be found out.
	 */
	List<String> notes() {
		return this.notes;
	}

	/**
	 * Run migrations up to the first that fails.
	 * @param ids their ids
	 * @return those that ran
	 */
	List<RehearsedMigration> all(List<String> ids) {
		List<RehearsedMigration> ran = new ArrayList<>();
		for (String id : ids) {
			RehearsedMigration migration = one(id);
			ran.add(migration);
			if (!migration.completed()) {
				break;
			}
		}
		return ran;
	}

	private RehearsedMigration one(String id) {
		MigrationTraits traits = this.migrations.traits(id).orElseThrow();
		boolean proving = this.request.prove() && (traits.restartable() || traits.rollback() || traits.repeatable());
		try (@Nullable
		RehearsalDatabase before = proving ? this.copies.of(this.database) : null) {
			return one(id, traits, before);
		}
	}

	private RehearsedMigration one(String id, MigrationTraits traits, @Nullable RehearsalDatabase before) {
		MigrationObserver observer = new MigrationObserver(this.database.unobserved(), this.definitions.stored());
		ObservingListener observing = new ObservingListener(this.database.recorder(), observer, this.listener);
		Duration offset = this.database.age();
		String error = migrate(id, observing);
		boolean inTransaction = traits.transactional() && this.database.environment().supportsTransactions();
		Observation seen = observer.observation();
		List<String> changes = check(observer, inTransaction);
		Duration expected = this.estimate.of(observing.duration(), seen);
		this.limit.check(seen, expected, observing.duration());
		Survival survival = inTransaction ? Survival.TRANSACTIONAL
				: traits.batch() && this.database.environment().supportsTransactions() ? Survival.CONTINUES
						: traits.restartable() ? Survival.RESTARTABLE : Survival.NONE;
		if (before != null && error == null && prove(id, traits, before, seen) && survival == Survival.RESTARTABLE) {
			survival = Survival.PROVEN;
		}
		seen.notes().forEach((note) -> this.notes.add("Migration '" + id + "': " + note));
		return new RehearsedMigration(id, error == null, error, offset, Duration.ofNanos(observing.duration()),
				expected, seen.changes(), changes,
				seen.uses().stream().filter(CommandUse::isScanning).map(CommandUse::scan).toList(),
				seen.longestTransaction(), this.limit.time(), survival, seen.warnings());
	}

	/**
	 * Run a migration.
	 * @return what its code has thrown, or {@code null}
	 */
	private @Nullable String migrate(String id, ObservingListener observing) {
		String error = null;
		this.listener.started(this.database.environment(), id);
		try {
			this.database.migrate(this.runner, id, observing);
		}
		catch (MonarchException ex) {
			if (ex.kind() != Kind.FAILED || !observing.wasCalled() || Interruption.isPending()) {
				throw ex;
			}
			error = String.valueOf(ex.getMessage());
		}
		this.listener.applied(this.database.environment(), id, Duration.ofNanos(observing.duration()));
		return error;
	}

	/**
	 * Check the database after a migration.
	 * @return how the definitions have changed
	 */
	private List<String> check(MigrationObserver observer, boolean inTransaction) {
		DatabaseDefinitions after = DatabaseDefinitions.of(this.database.unobserved(), this.database.records());
		new StateChecks(this.database.unobserved(), this.definitions, after, observer).run(inTransaction);
		List<String> changes = this.definitions.changes(after);
		this.definitions = after;
		return changes;
	}

	private boolean prove(String id, MigrationTraits traits, RehearsalDatabase before, Observation seen) {
		return new MigrationProver(this.runner, this.copies, before, this.database, this.listener, this.request.seed())
			.prove(id, traits, seen);
	}

}
