package io.monarch.faults.batches;

import io.monarch.migration.Migration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * In the foreground.
 */
@Migration(id = OperatorBatches.ID)
@ConditionalOnProperty(name = "faults.batches.background", havingValue = "false")
class M202612020900Operators implements OperatorBatches {

	private final BatchSizes sizes;

	M202612020900Operators(BatchSizes sizes) {
		this.sizes = sizes;
	}

	@Override
	public BatchSizes sizes() {
		return this.sizes;
	}

}
