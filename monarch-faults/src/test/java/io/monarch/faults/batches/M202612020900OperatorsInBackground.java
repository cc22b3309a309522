package io.monarch.faults.batches;

import io.monarch.migration.Migration;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

/**
 * In the background.
 */
@Migration(id = OperatorBatches.ID, background = true)
@ConditionalOnProperty(name = "faults.batches.background", havingValue = "true")
class M202612020900OperatorsInBackground implements OperatorBatches {

	private final BatchSizes sizes;

	M202612020900OperatorsInBackground(BatchSizes sizes) {
		this.sizes = sizes;
	}

	@Override
	public BatchSizes sizes() {
		return this.sizes;
	}

}
