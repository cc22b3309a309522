package io.monarch.migration;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.Secrets;
import io.monarch.migration.MigrationResult.Failed;

/**
 * Says what to do about a migration that failed or was abandoned.
 */
final class Blockade {

	private static final int MAXIMUM_ERROR_LENGTH = 2000;

	private Blockade() {
	}

	/**
	 * The failure of a run that cannot begin since an earlier migration needs a person.
	 */
	static MigrationFailedException of(MigrationRecord record, Environment environment, List<String> pending) {
		boolean abandoned = record.is(MigrationState.PROCESSING);
		String error = abandoned ? "its process ended before it did" : String.valueOf(record.error());
		String what = (record.isOfRollback() ? "The rollback of migration '" : "Migration '") + record.id() + "' "
				+ (abandoned ? "was abandoned" : "failed before") + " on environment " + environment.description()
				+ ": " + error;
		return new MigrationFailedException(what + (what.endsWith(".") ? "" : "."),
				"Nothing was run. " + advice(record.id(), environment, false),
				new MigrationResult(environment.name(), List.of(), new Failed(record.id(), error), pending), null);
	}

	/**
	 * The failure of a run whose migration has just failed.
	 */
	static MigrationFailedException of(MigrationAttempt attempt, Environment environment, String error,
			MigrationResult result, Throwable failure) {
		return new MigrationFailedException(
				(attempt.rollback() ? "The rollback of migration '" : "Migration '") + attempt.id()
						+ "' failed on environment " + environment.description() + ": " + error,
				advice(attempt.id(), environment,
						!attempt.rollback() && (attempt.definition().restartable() || attempt.inTransaction())),
				result, failure);
	}

	/**
	 * Say why a migration failed, as it is recorded and shown.
	 */
	static String describe(Throwable failure) {
		String message = (failure.getMessage() != null) ? ": " + failure.getMessage() : "";
		String text = Secrets.hide(failure.getClass().getSimpleName() + message);
		return (text.length() <= MAXIMUM_ERROR_LENGTH) ? text : text.substring(0, MAXIMUM_ERROR_LENGTH) + "...";
	}

	private static String advice(String id, Environment environment, boolean runsAgain) {
		if (runsAgain) {
			return "Correct the cause; it is run again by itself at the next start or 'monarch migrate "
					+ environment.name() + "'.";
		}
		String target = " " + id + " " + environment.name();
		return "Look at the data, then run it again ('monarch migrate-one" + target + "'), undo it ('monarch rollback"
				+ target + "'), or only change its record ('monarch mark" + target + " --as completed' or '--as new').";
	}

}
