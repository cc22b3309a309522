package io.monarch.transfer;

import java.util.function.Function;
import java.util.function.Supplier;

import io.monarch.environment.Environment;

/**
 * Surrounds every copy, backup and restore, so that they can be measured and traced.
 */
public interface TransferObserver {

	/** Observes nothing. */
	TransferObserver NONE = new TransferObserver() {

		@Override
		public <T> T observe(Operation operation, Environment environment, Supplier<T> work,
				Function<T, TransferResult> result) {
			return work.get();
		}

	};

	/**
	 * Do the work.
	 * @param <T> what the work returns
	 * @param operation what the work is
	 * @param environment the environment that is replaced or, of a backup, read
	 * @param work does it; what it throws is passed on
	 * @param result tells what was transferred from what the work returns
	 * @return what the work returned
	 */
	<T> T observe(Operation operation, Environment environment, Supplier<T> work, Function<T, TransferResult> result);

	/**
	 * What transfers do.
	 */
	enum Operation {

		/** Replace an environment's database by another environment's. */
		COPY,

		/** Make a backup of an environment. */
		BACKUP,

		/** Replace an environment's database by a backup. */
		RESTORE

	}

}
