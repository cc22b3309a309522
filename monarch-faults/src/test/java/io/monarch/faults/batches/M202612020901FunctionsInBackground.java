package io.monarch.faults.batches;

import io.monarch.migration.Migration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * In the background.
 */
@Migration(id = FunctionBatches.ID, background = true)
@ConditionalOnProperty(name = "faults.batches.background", havingValue = "true")
class M202612020901FunctionsInBackground implements FunctionBatches {

	private final BatchSizes sizes;

	private final Visits visits;

	M202612020901FunctionsInBackground(BatchSizes sizes, Visits visits) {
		this.sizes = sizes;
		this.visits = visits;
	}

	@Override
	public BatchSizes sizes() {
		return this.sizes;
	}

	@Override
	public Visits visits() {
		return this.visits;
	}

}
