package io.monarch.migration;

import java.time.Duration;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.lock.Lease;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Runs work in transactions that can only commit while the lock is held: the last thing
 * each of them does is to write the lock's record.
 *
 * <p>
 * Where the server has no transactions the fence comes first instead, so that a process
 * that is stopped exactly between the two writes can still write once.
 */
final class FencedTransactions {

	private static final long RETRY_NANOS = Duration.ofMinutes(2).toNanos();

	/**
	 * With another read concern than this one, no server creates a collection in a
	 * transaction, and some have none. On a replica set, a transaction that commits with
	 * a majority has read one state, and one that a majority has.
	 */
	private static final TransactionOptions OPTIONS = TransactionOptions.builder()
		.readConcern(ReadConcern.LOCAL)
		.readPreference(ReadPreference.primary())
		.writeConcern(WriteConcern.MAJORITY)
		.build();

	private final Environment environment;

	private final MongoDatabaseFactory factory;

	private final Lease lease;

	private final boolean supported;

	private final MongoTransactionManager manager;

	/**
	 * Create the transactions of a factory.
	 * @param supported whether the server has transactions
	 */
	FencedTransactions(Environment environment, MongoDatabaseFactory factory, Lease lease, boolean supported) {
		this.environment = environment;
		this.factory = factory;
		this.lease = lease;
		this.supported = supported;
		this.manager = new CommitRetryingTransactionManager(factory);
	}

	boolean areSupported() {
		return this.supported;
	}

	/**
	 * Create the collection of the history before a transaction writes to it. This writes
	 * nothing that another process could miss, so it is not fenced.
	 */
	void createHistory() {
		if (this.supported) {
			this.lease.ensureHeld();
			MigrationHistory.of(this.environment).create(this.environment.mongoDatabase());
		}
	}

	/**
	 * Run work, again where the server asks for it, and commit it if the lock is still
	 * held.
	 */
	void run(Work work) throws Exception {
		if (!this.supported) {
			MongoDatabase database = this.environment.mongoDatabase();
			this.lease.fence(database);
			work.run(database);
			return;
		}
		TransactionRetries retries = new TransactionRetries(this.environment);
		for (long pause = 10;; pause = Math.min(pause * 2, 1000)) {
			long start = System.nanoTime();
			try (FirstFailure first = FirstFailure.watch()) {
				try {
					runOnce(work);
					return;
				}
				catch (Exception ex) {
					this.lease.ensureHeld();
					retries.afterFailure(ex, first.get(), Duration.ofNanos(System.nanoTime() - start));
				}
			}
			Thread.sleep(pause);
		}
	}

	private void runOnce(Work work) throws Exception {
		TransactionStatus transaction = this.manager
			.getTransaction(new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
		try {
			MongoDatabase database = MongoDatabaseUtils.getDatabase(this.factory);
			work.run(database);
			this.lease.fence(database);
			// Of a commit that the driver refuses to send nobody tells the server.
			if (Interruption.isPending()) {
				throw new InterruptedException("Interrupted before the commit");
			}
		}
		catch (Throwable ex) {
			rollback(transaction, ex);
			throw ex;
		}
		this.manager.commit(transaction);
	}

	private void rollback(TransactionStatus transaction, Throwable reason) {
		// Until the server knows that the transaction is over, it keeps everyone else
		// from
		// what that has written.
		try (Interruption deferred = Interruption.defer()) {
			this.manager.rollback(transaction);
		}
		catch (RuntimeException ex) {
			// The server ends by itself a transaction that it hears no more of.
			reason.addSuppressed(ex);
		}
	}

	/**
	 * Something to do in a transaction.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Do it.
		 * @param database the database, bound to the transaction where there is one
		 */
		void run(MongoDatabase database) throws Exception;

	}

	/**
	 * Commits again for as long as it is not known whether the transaction was committed,
	 * which the server allows.
	 */
	private static final class CommitRetryingTransactionManager extends MongoTransactionManager {

		CommitRetryingTransactionManager(MongoDatabaseFactory factory) {
			super(factory, OPTIONS);
		}

		@Override
		protected void doCommit(MongoTransactionObject transaction) throws Exception {
			long start = System.nanoTime();
			while (true) {
				try {
					transaction.commitTransaction();
					return;
				}
				catch (MongoException ex) {
					if (!ex.hasErrorLabel(MongoException.UNKNOWN_TRANSACTION_COMMIT_RESULT_LABEL)
							|| System.nanoTime() - start > RETRY_NANOS) {
						throw ex;
					}
				}
			}
		}

	}

}
