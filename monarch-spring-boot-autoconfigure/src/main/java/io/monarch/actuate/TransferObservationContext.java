package io.monarch.actuate;

import io.micrometer.observation.Observation;
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

/**
 * What an observation of a copy, a backup or a restore knows, for handlers of one's own.
 */
public final class TransferObservationContext extends Observation.Context {

	private final String operation;

	private final String environment;

	private @Nullable TransferResult result;

	TransferObservationContext(String operation, String environment) {
		this.operation = operation;
		this.environment = environment;
	}

	/**
	 * Return what is done.
	 * @return {@code copy}, {@code backup} or {@code restore}
	 */
	public String operation() {
		return this.operation;
	}

	/**
	 * Return the environment that is replaced or, of a backup, read.
	 * @return its name
	 */
	public String environment() {
		return this.environment;
	}

	/**
	 * Return what was transferred.
	 * @return the result, or {@code null} where it is not over or has failed
	 */
	public @Nullable TransferResult result() {
		return this.result;
	}

	void setResult(TransferResult result) {
		this.result = result;
	}

}
