package io.monarch.actuate;

import io.micrometer.observation.Observation;
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observation of a copy, a backup or a restore, for custom handlers.
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
	 * Return the operation.
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
	 * Return the result of the transfer.
	 * @return the result, or {@code null} if it has not ended or has failed
	 */
	public @Nullable TransferResult result() {
		return this.result;
	}

	void setResult(TransferResult result) {
		this.result = result;
	}

}
