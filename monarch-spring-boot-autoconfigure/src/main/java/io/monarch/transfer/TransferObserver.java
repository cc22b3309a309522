package io.monarch.transfer;

import java.util.function.Function;
import java.util.function.Supplier;

import io.monarch.environment.Environment;

/**
 * Wraps every copy, backup and restore, so that they can be measured and traced.
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
	 * @param operation the kind of work
	 * @param environment the environment that is replaced or, for a backup, read
	 * @param work the work, whose exceptions are propagated
	 * @param result extracts the result of the transfer from that of the work
	 * @return what the work returned
	 */
	<T> T observe(Operation operation, Environment environment, Supplier<T> work, Function<T, TransferResult> result);

	/**
	 * The operations of transfers.
	 */
	enum Operation {

		/** Replace an environment's database with another environment's. */
		COPY,

		/** Back up an environment. */
		BACKUP,

		/** Replace an environment's database with a backup. */
		RESTORE

	}

}
