package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Trigger;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Migrates when the application has started and before it is ready for traffic, earlier
 * than other runners, which may rely on it.
 */
final class MigrationApplicationRunner implements ApplicationRunner, Ordered {

	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final DeployMigration migration;

	MigrationApplicationRunner(DeployMigration migration) {
		this.migration = migration;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		this.migration.run(Trigger.APPLICATION_RUNNER);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
