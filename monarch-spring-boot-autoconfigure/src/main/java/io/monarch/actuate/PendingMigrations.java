package io.monarch.actuate;

import java.time.Duration;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.migration.Migrations;

/**
 * A gauge of the pending migrations of the application's own environment:
 * {@code monarch.migrations.pending}. Its value is NaN while the number is not known. The
 * database is queried when the gauge is read, not at startup.
 */
public final class PendingMigrations implements MeterBinder {

	private static final Duration LIFETIME = Duration.ofSeconds(30);

	private final String environment;

	private final Reading<Double> pending;

	/**
	 * Create a gauge.
	 * @param environment the name of the application's own environment
	 * @param environments provides that environment when the gauge is read
	 * @param migrations the migrations of the application
	 */
	public PendingMigrations(String environment, Environments environments, Migrations migrations) {
		this.environment = environment;
		this.pending = new Reading<>(() -> count(environments, migrations), LIFETIME);
	}

	private static double count(Environments environments, Migrations migrations) {
		return environments.application()
			.map((application) -> (double) migrations.pending(application).size())
			.orElse(Double.NaN);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("monarch.migrations.pending", this, PendingMigrations::count)
			.description("Migrations that are pending")
			.tag("environment", this.environment)
			.register(registry);
	}

	private double count() {
		try {
			return this.pending.get(Duration.ZERO).orElse(Double.NaN);
		}
		catch (MonarchException ex) {
			return Double.NaN;
		}
	}

}
