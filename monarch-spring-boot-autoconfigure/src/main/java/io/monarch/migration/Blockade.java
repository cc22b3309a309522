package io.monarch.migration;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationResult.Failed;

/**
 * Says what to do about a migration that failed or was abandoned.
 */
final class Blockade {

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

	static String advice(String id, Environment environment, boolean runsAgain) {
		if (runsAgain) {
			return "Correct the cause; it is run again by itself at the next start or 'monarch migrate "
					+ environment.name() + "'.";
		}
		String target = " " + id + " " + environment.name();
		return "Look at the data, then run it again ('monarch migrate-one" + target + "'), undo it ('monarch rollback"
				+ target + "'), or only change its record ('monarch mark" + target + " --as completed' or '--as new').";
	}

}
