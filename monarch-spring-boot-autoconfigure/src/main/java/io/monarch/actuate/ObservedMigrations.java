package io.monarch.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.environment.Environment;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationState;
import org.jspecify.annotations.Nullable;

/**
 * Creates an {@link Observation} for each migration, {@code monarch.migration}, within
 * which it runs, and another one if its record could not be written afterwards.
 */
public final class ObservedMigrations implements MigrationListener {

	private final ObservationRegistry registry;

	/** A migration begins and ends on one thread. */
	private final Map<Thread, Observation.Scope> running = new ConcurrentHashMap<>();

	/** The threads whose migration has ended but is not yet recorded as completed. */
	private final Set<Thread> unrecorded = ConcurrentHashMap.newKeySet();

	/**
	 * Create for a registry.
	 * @param registry the registry of observations
	 */
	public ObservedMigrations(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void started(Environment environment, String id) {
		this.running.put(Thread.currentThread(), observe(environment, id).start().openScope());
	}

	@Override
	public void executed(Environment environment, String id, MigrationState state, @Nullable Throwable error) {
		Observation.Scope scope = this.running.remove(Thread.currentThread());
		if (scope != null) {
			scope.close();
			stop(scope.getCurrentObservation(), outcome(state), error);
			// A batch migration that stopped between two batches has nothing to record.
			if (state != MigrationState.FAILED && state != MigrationState.PROCESSING) {
				this.unrecorded.add(Thread.currentThread());
			}
		}
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		this.unrecorded.remove(Thread.currentThread());
	}

	@Override
	public void rolledBack(Environment environment, String id, Duration duration) {
		this.unrecorded.remove(Thread.currentThread());
	}

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		if (this.unrecorded.remove(Thread.currentThread())) {
			stop(observe(environment, id).start(), "unrecorded", error);
		}
	}

	private Observation observe(Environment environment, String id) {
		return Observation.createNotStarted("monarch.migration", this.registry)
			.contextualName("migration " + id)
			// Thousands of tenants share one time series.
			.lowCardinalityKeyValue("environment", environment.source().orElse(environment.name()))
			.highCardinalityKeyValue("environment.name", environment.name())
			.highCardinalityKeyValue("migration", id);
	}

	private static void stop(Observation observation, String outcome, @Nullable Throwable error) {
		observation.lowCardinalityKeyValue("outcome", outcome);
		if (error != null) {
			observation.error(error);
		}
		observation.stop();
	}

	private static String outcome(MigrationState state) {
		return switch (state) {
			case COMPLETED -> "applied";
			case ROLLED_BACK -> "rolled-back";
			case PROCESSING -> "stopped";
			default -> "failed";
		};
	}

}
