package io.monarch.autoconfigure;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.LoggingMigrationListener;
import io.monarch.migration.MigrationRunner;

/**
 * Migrates the application's own environment.
 */
final class DeployMigration {

	private final MigrationRunner runner;

	private final Environments environments;

	DeployMigration(MigrationRunner runner, Environments environments) {
		this.runner = runner;
		this.environments = environments;
	}

	void run() {
		if (!this.runner.ids().isEmpty()) {
			this.runner.migrate(environment(), new LoggingMigrationListener());
		}
	}

	private Environment environment() {
		return this.environments.application()
			.orElseThrow(() -> new MonarchException(Kind.BAD_INPUT,
					"There are migrations, but it is not clear which MongoDB is the application's own: "
							+ "there is none, or there are several.",
					"Configure spring.mongodb.uri, mark one MongoClient and one MongoDatabaseFactory as @Primary, or set "
							+ "monarch.environment to one of monarch.environments."));
	}

}
