package io.monarch.migration;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;
import io.monarch.environment.Secrets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the log of an application that is being deployed: one line a migration, one in
 * all, and nothing where there was nothing to do.
 */
public final class LoggingMigrationListener implements MigrationListener {

	private static final Log logger = LogFactory.getLog(MigrationRunner.class);

	@Override
	public void started(Environment environment, String id) {
		logger.debug("Running migration " + id + " on environment " + environment.description());
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		logger.info("Applied migration " + id + " to environment '" + environment.name() + "' in " + duration.toMillis()
				+ " ms");
	}

	@Override
	public void finished(MigrationResult result, Duration duration) {
		int count = result.applied().size();
		logger.info("Applied " + count + ((count == 1) ? " migration" : " migrations") + " to environment '"
				+ result.environment() + "' in " + duration.toMillis() + " ms");
	}

	@Override
	public void progress(String id, long done, long total) {
		logger.debug(id + ": " + done + ((total > 0) ? " of " + total : ""));
	}

	@Override
	public void said(String id, String message) {
		logger.info(id + ": " + Secrets.hide(message));
	}

	@Override
	public void warned(String message) {
		logger.warn(message);
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		logger.info("Waiting for the lock of environment '" + environment.name() + "', held by " + holder);
	}

}
