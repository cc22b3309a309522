package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationResult.Failed;

/**
 * Creates the failures, with advice, for migrations that failed or were abandoned.
 */
final class MigrationFailures {

	/** A paused process may continue later. */
	static final String GONE = "Make sure that its process is gone. ";

	private MigrationFailures() {
	}

	/**
	 * Create the failure of a run that cannot begin since an earlier migration needs a
	 * decision.
	 * @param reversible whether the migration has a rollback
	 */
	static MigrationFailedException of(MigrationRecord record, Environment environment, boolean reversible,
			List<String> pending) {
		boolean abandoned = record.is(MigrationState.PROCESSING);
		String error = abandoned
				? "its process no longer holds the lock: it ended, is paused or is cut off from " + "the server"
				: String.valueOf(record.error());
		String what = (record.isOfRollback() ? "The rollback of migration '" : "Migration '") + record.id() + "' "
				+ (abandoned ? "was abandoned" : "failed before") + " on environment " + environment.description()
				+ ": " + error;
		return new MigrationFailedException(what + (what.endsWith(".") ? "" : "."),
				"Nothing was run. " + (abandoned ? GONE : "") + advice(record.id(), environment, reversible),
				new MigrationResult(environment.name(), List.of(), new Failed(record.id(), error), pending), null);
	}

	/**
	 * Create the failure of a run whose migration has just failed.
	 * @param reversible whether the migration has a rollback
	 * @param stopped whether it failed because the process was stopped
	 */
	static MigrationFailedException of(MigrationAttempt attempt, Environment environment, boolean reversible,
			boolean stopped, String error, MigrationResult result, Throwable failure) {
		boolean runsAgain = !attempt.rollback()
				&& (attempt.definition().restartable() || attempt.inTransaction() || attempt.continuesAfter(failure));
		return new MigrationFailedException(
				(attempt.rollback() ? "The rollback of migration '" : "Migration '") + attempt.id()
						+ (stopped ? "' was stopped on environment " : "' failed on environment ")
						+ environment.description() + ": " + error,
				runsAgain ? runsAgain(environment, stopped) : advice(attempt.id(), environment, reversible), result,
				failure);
	}

	private static String runsAgain(Environment environment, boolean stopped) {
		return (stopped ? "It" : "Correct the cause; it")
				+ " runs again automatically at the next start or with 'monarch migrate " + environment.name() + "'."
				+ environment.nameHint();
	}

	/**
	 * Return the commands to type for a migration that needs a decision.
	 */
	static String advice(String id, Environment environment, boolean reversible) {
		String target = " " + id + " " + environment.name();
		List<String> ways = new ArrayList<>(List.of("run it again ('monarch migrate-one" + target + "')"));
		if (reversible) {
			ways.add("undo it ('monarch rollback" + target + "')");
		}
		return "Look at the data, then " + String.join(", ", ways) + ", or only change its record ('monarch mark"
				+ target + " --as completed' or '--as new')." + environment.nameHint();
	}

}
