package io.monarch.faults.batches;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How large batches are and how many threads there are, by properties.
 */
@Component
class BatchSizes {

	private final int size;

	private final int threads;

	BatchSizes(@Value("${faults.batches.size}") int size, @Value("${faults.batches.threads}") int threads) {
		this.size = size;
		this.threads = threads;
	}

	int size() {
		return this.size;
	}

	int threads() {
		return this.threads;
	}

}
