package io.monarch.batch;

import java.time.Duration;

import com.mongodb.client.MongoDatabase;

/**
 * Runs the work of one batch in a transaction, if the server has transactions. It can be
 * called on several threads.
 */
public interface BatchTransactions {

	/**
	 * Run work and commit it.
	 * @param work the work, which is repeated if the server asks for that
	 * @param alone whether no other transaction of this process is open at the same time
	 * @param patience how long it is repeated
	 * @return how long the commit took, until a majority had it
	 * @throws Exception if it failed and nothing is committed, or if the lock is lost
	 */
	Duration run(Work work, boolean alone, Duration patience) throws Exception;

	/**
	 * Tell whether the server has transactions.
	 * @return whether it has
	 */
	boolean areSupported();

	/**
	 * The work of a batch.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Do the work.
		 * @param database the database, bound to the transaction if there is one
		 * @throws Exception if it failed
		 */
		void run(MongoDatabase database) throws Exception;

	}

}
