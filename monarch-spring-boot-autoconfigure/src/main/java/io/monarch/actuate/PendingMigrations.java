package io.monarch.actuate;

import java.time.Duration;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationRunner;

/**
 * A gauge of the migrations of the application's own environment that are still to be
 * run: {@code monarch.migrations.pending}. It is not a number while that is not known.
 */
public final class PendingMigrations implements MeterBinder {

	private static final Duration LIFETIME = Duration.ofSeconds(30);

	private final Environment environment;

	private final Reading<Long> pending;

	/**
	 * Create a gauge.
	 * @param environment the application's own environment
	 * @param runner knows the migrations
	 */
	public PendingMigrations(Environment environment, MigrationRunner runner) {
		this.environment = environment;
		this.pending = new Reading<>(() -> (long) runner.pending(environment).size(), LIFETIME);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("monarch.migrations.pending", this, PendingMigrations::count)
			.description("Migrations that are still to be run")
			.tag("environment", this.environment.name())
			.register(registry);
	}

	private double count() {
		try {
			return this.pending.get(Duration.ZERO).map(Long::doubleValue).orElse(Double.NaN);
		}
		catch (MonarchException ex) {
			return Double.NaN;
		}
	}

}
