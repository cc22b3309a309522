package io.monarch.migration;

import java.util.List;

import io.monarch.environment.Environment;

/**
 * Warns of repeatable migrations that are completed in a newer version than that of this
 * application. They are not run, since that would revert the newer version.
 */
final class NewerVersions {

	private final MigrationBeans beans;

	private final MigrationListener listener;

	private boolean warned;

	/**
	 * Create for one run.
	 * @param listener receives the warnings
	 */
	NewerVersions(MigrationBeans beans, MigrationListener listener) {
		this.beans = beans;
		this.listener = listener;
	}

	/**
	 * Warn of them on the first call.
	 */
	void warnOnce(Environment environment, List<MigrationRecord> outdated) {
		if (this.warned) {
			return;
		}
		this.warned = true;
		outdated.forEach((record) -> this.listener.warned("Migration '" + record.id() + "' is completed in version '"
				+ record.version() + "' on environment " + environment.description() + ". The older version '"
				+ this.beans.find(record.id()).map(MigrationDefinition::version).orElse("")
				+ "' of this application is not run. To run it anyway: 'monarch migrate-one " + record.id() + " "
				+ environment.name() + "'"));
	}

}
