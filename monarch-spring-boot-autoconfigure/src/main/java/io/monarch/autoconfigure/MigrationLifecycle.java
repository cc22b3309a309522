package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Trigger;

import org.springframework.context.SmartLifecycle;

/**
 * Migrates before the web server listens, for deployments without a readiness probe.
 */
final class MigrationLifecycle implements SmartLifecycle {

	/** Before the phase of the web server and of message listeners. */
	private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final DeployMigration migration;

	private volatile boolean running;

	MigrationLifecycle(DeployMigration migration) {
		this.migration = migration;
	}

	@Override
	public void start() {
		this.running = true;
		StartMigration.run(this.migration, Trigger.BEFORE_WEB_SERVER);
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
