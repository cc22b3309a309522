package io.monarch.actuate;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the age of the last proof of a backup of each environment:
 * {@code monarch.backups.proof.age}. A value is NaN while no proof is known. The store is
 * read when a gauge is read, not at startup.
 */
public final class ProofAges implements MeterBinder {

	private final LastProofs proofs;

	private final List<String> environments;

	private final Clock clock;

	/**
	 * Create the gauges.
	 * @param proofs the last proofs
	 * @param environments the names of the environments
	 * @param clock the clock for the ages
	 */
	public ProofAges(LastProofs proofs, Collection<String> environments, Clock clock) {
		this.proofs = proofs;
		this.environments = List.copyOf(environments);
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.environments.forEach((environment) -> TimeGauge
			.builder("monarch.backups.proof.age", this.proofs, TimeUnit.SECONDS,
					(known) -> known.age(environment, this.clock))
			.description("Time since a backup of the environment was last proven to be restorable")
			.tag("environment", environment)
			.register(registry));
	}

}
