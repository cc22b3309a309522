package io.monarch.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.environment.Environment;
import io.monarch.migration.MigrationListener;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link Observation} of each migration, {@code monarch.migration}, within which
 * it runs.
 */
public final class ObservedMigrations implements MigrationListener {

	private final ObservationRegistry registry;

	/** A migration begins and ends on one thread. */
	private final Map<Thread, Observation.Scope> running = new ConcurrentHashMap<>();

	/**
	 * Create for a registry.
	 * @param registry takes the observations
	 */
	public ObservedMigrations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void started(Environment environment, String id) {
		Observation observation = Observation.createNotStarted("monarch.migration", this.registry)
			.contextualName("migration " + id)
			.lowCardinalityKeyValue("environment", environment.name())
			.highCardinalityKeyValue("migration", id);
		this.running.put(Thread.currentThread(), observation.start().openScope());
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		stop("applied", null);
	}

	@Override
	public void rolledBack(Environment environment, String id, Duration duration) {
		stop("rolled-back", null);
	}

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		stop("failed", error);
	}

	private void stop(String outcome, @Nullable Throwable error) {
		Observation.Scope scope = this.running.remove(Thread.currentThread());
		if (scope == null) {
			return; // it failed before it began
		}
		scope.close();
		Observation observation = scope.getCurrentObservation();
		observation.lowCardinalityKeyValue("outcome", outcome);
		if (error != null) {
			observation.error(error);
		}
		observation.stop();
	}

}
