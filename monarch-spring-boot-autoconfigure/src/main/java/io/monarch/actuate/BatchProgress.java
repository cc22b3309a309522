package io.monarch.actuate;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Progress;
import io.monarch.migration.Migrations;

/**
 * Gauges of how far each batch migration is on the application's own environment, from 0
 * to 1: {@code monarch.migrations.progress}. A value is NaN while it is not known. The
 * database is queried when a gauge is read, not at startup.
 */
public final class BatchProgress implements MeterBinder {

	private static final Duration LIFETIME = Duration.ofSeconds(10);

	private final String environment;

	private final Migrations migrations;

	private final Reading<Map<String, Double>> shares;

	/**
	 * Create the gauges.
	 * @param environment the name of the application's own environment
	 * @param environments provides that environment when a gauge is read
	 * @param migrations the migrations of the application
	 */
	public BatchProgress(String environment, Environments environments, Migrations migrations) {
		this.environment = environment;
		this.migrations = migrations;
		this.shares = new Reading<>(reading(environments, migrations), LIFETIME);
	}

	private static Supplier<Map<String, Double>> reading(Environments environments, Migrations migrations) {
		return () -> {
			Map<String, Double> shares = new HashMap<>();
			environments.application()
				.ifPresent((application) -> migrations.list(application)
					.forEach((status) -> shares.put(status.id(), share(status))));
			return shares;
		};
	}

	static double share(MigrationStatus status) {
		Progress progress = status.progress();
		if (status.recordedState() == MigrationState.COMPLETED) {
			return 1;
		}
		return (progress != null && progress.total() > 0) ? (double) progress.done() / progress.total() : 0;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		ids().forEach((id) -> Gauge.builder("monarch.migrations.progress", this, (gauges) -> gauges.read(id))
			.description("Share of a batch migration that is done")
			.tag("environment", this.environment)
			.tag("migration", id)
			.register(registry));
	}

	/**
	 * Return the ids, or none if the definitions are wrong, which a run reports.
	 */
	private List<String> ids() {
		try {
			return this.migrations.batchIds(this.environment);
		}
		catch (MonarchException ex) {
			return List.of();
		}
	}

	private double read(String id) {
		try {
			return this.shares.get(Duration.ZERO).map((known) -> known.get(id)).orElse(Double.NaN);
		}
		catch (MonarchException ex) {
			return Double.NaN;
		}
	}

}
