package io.monarch.faults.batches;

import io.monarch.migration.Migration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * In the foreground.
 */
@Migration(id = FunctionBatches.ID)
@ConditionalOnProperty(name = "faults.batches.background", havingValue = "false")
class M202612020901Functions implements FunctionBatches {

	private final BatchSizes sizes;

	private final Visits visits;

	M202612020901Functions(BatchSizes sizes, Visits visits) {
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
