package io.monarch.actuate;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.environment.Environment;
import io.monarch.transfer.TransferObserver;
import io.monarch.transfer.TransferResult;

/**
 * Creates an {@link Observation} for each copy, backup and restore: {@code monarch.copy},
 * {@code monarch.backup} and {@code monarch.restore}.
 */
public final class ObservedTransfers implements TransferObserver {

	private final ObservationRegistry registry;

	/**
	 * Create for a registry.
	 * @param registry the registry of observations
	 */
	public ObservedTransfers(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public <T> T observe(Operation operation, Environment environment, Supplier<T> work,
			Function<T, TransferResult> result) {
		String name = operation.name().toLowerCase(Locale.ROOT);
		TransferObservationContext context = new TransferObservationContext(name, environment.name());
		Observation observation = Observation.createNotStarted("monarch." + name, () -> context, this.registry)
			.contextualName(name + " " + environment.name())
			.lowCardinalityKeyValue("environment", environment.name())
			.start();
		String outcome = "failed";
		try (Observation.Scope scope = observation.openScope()) {
			T done = work.get();
			context.setResult(result.apply(done));
			outcome = "completed";
			return done;
		}
		catch (Throwable ex) {
			observation.error(ex);
			throw ex;
		}
		finally {
			observation.lowCardinalityKeyValue("outcome", outcome).stop();
		}
	}

}
