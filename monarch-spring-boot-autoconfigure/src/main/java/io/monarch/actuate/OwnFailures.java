package io.monarch.actuate;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationListener;

/**
 * Remembers the migrations of the application's own environment that failed in this
 * process, rather than in another instance of the application.
 */
public final class OwnFailures implements MigrationListener {

	private final Set<String> failed = ConcurrentHashMap.newKeySet();

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		if (environment.isApplication()) {
			this.failed.add(id);
		}
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		if (environment.isApplication()) {
			this.failed.remove(id);
		}
	}

	/**
	 * Tell whether a migration failed in this process.
	 */
	boolean contains(String id) {
		return this.failed.contains(id);
	}

}
