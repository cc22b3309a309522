package io.monarch.shell;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationListener;
import io.monarch.transfer.TransferListener;

/**
 * The progress of a rehearsal: first of the copy, then of the migrations.
 */
final class RehearsalProgress implements MigrationListener, AutoCloseable {

	private final Session session;

	private final TransferProgress copying;

	private MigrationProgress migrating;

	private boolean started;

	RehearsalProgress(Session session, String environment) {
		this.session = session;
		this.copying = new TransferProgress(session, "Connecting to '" + environment + "'");
		this.migrating = new MigrationProgress(session, "Rehearsing", false, System::nanoTime);
	}

	TransferListener copying() {
		return this.copying;
	}

	@Override
	public void started(Environment environment, String id) {
		if (!this.started) {
			this.started = true;
			this.copying.close();
			this.migrating = new MigrationProgress(this.session, "Rehearsing", false);
		}
		this.migrating.started(environment, id);
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		this.migrating.applied(environment, id, duration);
	}

	@Override
	public void progress(String id, long done, long total) {
		this.migrating.progress(id, done, total);
	}

	@Override
	public void said(String id, String message) {
		this.migrating.said(id, message);
	}

	@Override
	public void warned(String message) {
		this.migrating.warned(message);
	}

	@Override
	public void close() {
		if (this.started) {
			this.migrating.close();
		}
		else {
			this.copying.close();
		}
	}

}
