package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.LoggingMigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.Migrations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Migrates the application's own environment at the moment that is configured. It is
 * asked at each of them, since what is processed ahead of time decides nothing.
 */
final class DeployMigration {

	private static final Log logger = LogFactory.getLog(DeployMigration.class);

	private final Migrations migrations;

	private final MigrationRunner runner;

	private final Environments environments;

	private final Trigger trigger;

	private final AutomaticIndexes indexes;

	DeployMigration(Migrations migrations, MigrationRunner runner, Environments environments, Trigger trigger,
			AutomaticIndexes indexes) {
		this.migrations = migrations;
		this.runner = runner;
		this.environments = environments;
		this.trigger = trigger;
		this.indexes = indexes;
	}

	void run(Trigger moment) {
		if (this.trigger != moment) {
			return;
		}
		if (!this.migrations.ids().isEmpty()) {
			try {
				this.runner.migrate(environment(), new LoggingMigrationListener());
			}
			finally {
				if (this.runner.isShutDown()) {
					// The interruption was for the migration: what closes the context now
					// would fail because of it.
					Interruption.clear();
				}
			}
		}
		this.indexes.create();
	}

	/**
	 * Let the migration that is running end, and begin no other one.
	 */
	void shutDown() {
		this.runner.shutDown();
	}

	private Environment environment() {
		this.environments.unusable()
			.values()
			.forEach((failure) -> logger
				.warn(failure.getMessage() + " What uses this environment will fail. " + failure.action()));
		this.environments.requireKnownApplication();
		return this.environments.application()
			.orElseThrow(() -> new MonarchException(Kind.BAD_INPUT,
					"There are migrations, but it is not clear which MongoDB is the application's own: "
							+ "there is none, or there are several.",
					"Configure spring.mongodb.uri, mark one MongoClient and one MongoDatabaseFactory as @Primary, or set "
							+ "monarch.environment to one of monarch.environments."));
	}

}
