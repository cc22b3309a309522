package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationTraits;
import org.jspecify.annotations.Nullable;

/**
 * Proves what a migration declares: that it may be stopped at any write and run again,
 * and that its rollback restores the state before it.
 */
final class MigrationProver {

	/** The maximum number of writes at which a migration is stopped. */
	private static final int STOPS = 12;

	private final MigrationRunner runner;

	private final Copies copies;

	private final RehearsalDatabase before;

	private final RehearsalDatabase after;

	private final MigrationListener listener;

	private final long seed;

	/** The fields that differ whenever the migration runs. */
	private final Map<String, Set<String>> varying = new HashMap<>();

	/** Whether the order of fields differs whenever the migration runs. */
	private boolean orderVaries;

	/**
	 * Create a prover.
	 * @param before a database in the state before the migration
	 * @param after a database in the state after an undisturbed run
	 */
	MigrationProver(MigrationRunner runner, Copies copies, RehearsalDatabase before, RehearsalDatabase after,
			MigrationListener listener, long seed) {
		this.runner = runner;
		this.copies = copies;
		this.before = before;
		this.after = after;
		this.listener = listener;
		this.seed = seed;
	}

	/**
	 * Prove a migration.
	 * @param found where problems are added
	 * @return whether it may be stopped at its writes and run again
	 */
	boolean prove(String id, MigrationTraits traits, Observation found) {
		try (RehearsalDatabase trial = this.copies.of(this.before)) {
			this.listener.said(id, "proving");
			long writes = run(trial, id);
			compareUndisturbed(trial, found);
			if (traits.rollback()) {
				rollBack(trial, id, found);
			}
			if (!traits.restartable() && !traits.repeatable()) {
				return false;
			}
			if (traits.rollback()) {
				this.copies.reset(trial, this.before);
				run(trial, id);
			}
			boolean again = runAgain(trial, id, found);
			return traits.restartable() && again && stops(trial, id, writes, found);
		}
	}

	private long run(RehearsalDatabase database, String id) {
		database.migrate(this.runner, id, observing(database));
		return database.recorder().writes();
	}

	private ObservingListener observing(RehearsalDatabase database) {
		return new ObservingListener(database.recorder(), new MigrationObserver(database.unobserved(), Set.of()),
				new MigrationListener() {
				});
	}

	private DatabaseContents contents(RehearsalDatabase database) {
		return contents(database, this.orderVaries);
	}

	private DatabaseContents contents(RehearsalDatabase database, boolean inAnyOrder) {
		return DatabaseContents.of(database, new ComparedForm(this.varying, inAnyOrder));
	}

	private void compareUndisturbed(RehearsalDatabase trial, Observation found) {
		DatabaseContents first = contents(this.after);
		DatabaseContents second = contents(trial);
		List<String> differences = second.differences(first);
		if (!differences.isEmpty()) {
			found.warn(WarningKind.NOT_DETERMINISTIC, "", "Two runs on equal data have different results. "
					+ first(differences) + " The fields that differ are not compared any further.");
			this.varying.putAll(second.differingFields(first));
			this.orderVaries = !contents(trial).differences(contents(this.after)).isEmpty();
		}
	}

	private void rollBack(RehearsalDatabase trial, String id, Observation found) {
		try {
			var unused = trial.with(() -> this.runner.rollback(id, trial.environment(), observing(trial)));
		}
		catch (MonarchException ex) {
			found.warn(WarningKind.INCOMPLETE_ROLLBACK, "", "Its rollback fails: " + ex.getMessage());
			return;
		}
		// The server appends a field that is put back, so its place cannot be restored.
		List<String> differences = contents(trial, true).differences(contents(this.before, true));
		if (!differences.isEmpty()) {
			found.warn(WarningKind.INCOMPLETE_ROLLBACK, "",
					"Its rollback does not restore the state before the migration. " + first(differences));
		}
	}

	/**
	 * Run it again after it has completed.
	 */
	private boolean runAgain(RehearsalDatabase trial, String id, Observation found) {
		DatabaseContents wanted = contents(trial);
		try {
			run(trial, id);
		}
		catch (MonarchException ex) {
			found.warn(WarningKind.NOT_RESTARTABLE, "",
					"It declares itself restartable, but fails when it runs again after its last write: "
							+ ex.getMessage());
			return false;
		}
		List<String> differences = contents(trial).differences(wanted);
		if (!differences.isEmpty()) {
			found.warn(WarningKind.CHANGED_AGAIN, "",
					"A second run changes the result of the first one, although it declares itself restartable or "
							+ "repeatable. " + first(differences));
			return false;
		}
		return true;
	}

	private boolean stops(RehearsalDatabase trial, String id, long writes, Observation found) {
		DatabaseContents wanted = contents(this.after);
		for (long stop : sample(writes, found)) {
			this.copies.reset(trial, this.before);
			trial.recorder().stopAfter(stop);
			try {
				run(trial, id);
			}
			catch (MonarchException ex) {
				if (!trial.recorder().isStopped()) {
					throw ex;
				}
			}
			finally {
				trial.recorder().end();
			}
			String problem = resume(trial, id, wanted);
			if (problem != null) {
				found.warn(WarningKind.NOT_RESTARTABLE, "",
						"It declares itself restartable, but when it is stopped after " + stop + " of its "
								+ Words.count(writes, "write") + " and runs again, " + problem);
				return false;
			}
		}
		return true;
	}

	private @Nullable String resume(RehearsalDatabase trial, String id, DatabaseContents wanted) {
		try {
			run(trial, id);
		}
		catch (MonarchException ex) {
			return "it fails: " + ex.getMessage();
		}
		List<String> differences = contents(trial).differences(wanted);
		return differences.isEmpty() ? null
				: "its result differs from that of an uninterrupted run. " + first(differences);
	}

	/**
	 * Return after how many writes to stop: each, or a random sample.
	 */
	private List<Long> sample(long writes, Observation found) {
		if (writes <= STOPS + 1) {
			List<Long> all = new ArrayList<>();
			for (long i = 1; i < writes; i++) {
				all.add(i);
			}
			Collections.reverse(all);
			return all;
		}
		found.note("It was stopped at " + STOPS + " of its " + Words.count(writes, "write")
				+ " and run again, and not at the others.");
		Random random = new Random(this.seed);
		Set<Long> chosen = new TreeSet<>(List.of(1L, writes - 1));
		while (chosen.size() < STOPS) {
			chosen.add(1 + (long) (random.nextDouble() * (writes - 1)));
		}
		return List.copyOf(chosen);
	}

	private static String first(List<String> differences) {
		int more = differences.size() - 1;
		return differences.get(0) + ((more > 0)
				? " There " + ((more > 1) ? "are " : "is ") + Words.count(more, "more difference") + "." : "");
	}

}
