package io.monarch.actuate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.monarch.transfer.TransferResult;

/**
 * Counts the documents and bytes of completed copies, backups and restores:
 * {@code monarch.transferred.documents} and {@code monarch.transferred} in bytes.
 */
public final class TransferredDocuments implements ObservationHandler<TransferObservationContext> {

	private final MeterRegistry registry;

	/**
	 * Create for a registry.
	 * @param registry the registry of the counters
	 */
	public TransferredDocuments(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void onStop(TransferObservationContext context) {
		TransferResult result = context.result();
		if (result != null) {
			counter("monarch.transferred.documents", "documents", "Documents transferred", context)
				.increment((double) result.documents());
			counter("monarch.transferred", "bytes", "Bytes of documents transferred, uncompressed", context)
				.increment((double) result.bytes());
		}
	}

	private Counter counter(String name, String unit, String description, TransferObservationContext context) {
		return Counter.builder(name)
			.baseUnit(unit)
			.description(description)
			.tag("operation", context.operation())
			.tag("environment", context.environment())
			.register(this.registry);
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof TransferObservationContext;
	}

}
