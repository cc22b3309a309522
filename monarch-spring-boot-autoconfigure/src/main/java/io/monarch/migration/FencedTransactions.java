package io.monarch.migration;

import java.time.Duration;
import java.util.function.Consumer;

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
 * Runs work in transactions that can commit only while the lock is held: the last write
 * of each is to the fence of the lock.
 *
 * <p>
 * Without transactions, the fence comes first instead, so a process that is paused
 * exactly between the two writes can still write once.
 */
final class FencedTransactions {

	private static final long RETRY_NANOS = Duration.ofMinutes(2).toNanos();

	/**
	 * No server creates a collection in a transaction with another read concern, and some
	 * support no other. On a replica set, a transaction that commits with a majority has
	 * read a consistent state that a majority has.
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
	 * Create transactions with a factory.
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
	 * Create the collection of the history before a transaction writes to it. This
	 * changes no data of another process, so it is not fenced.
	 */
	void createHistory() {
		if (this.supported) {
			this.lease.ensureHeld();
			MigrationHistory.of(this.environment).create(this.environment.mongoDatabase());
		}
	}

	/**
	 * Run work, retry it if the server asks for that, and commit it if the lock is still
	 * held.
	 */
	void run(Work work) throws Exception {
		var unused = run(work, this.lease::fence, TransactionRetries.LIMIT);
	}

	/**
	 * Run work, retry it, and commit it.
	 * @param fence the last write of the transaction
	 * @param patience how long it is retried
	 * @return how long the commit took
	 */
	Duration run(Work work, Consumer<MongoDatabase> fence, Duration patience) throws Exception {
		if (!this.supported) {
			MongoDatabase database = this.environment.mongoDatabase();
			fence.accept(database);
			work.run(database);
			return Duration.ZERO;
		}
		TransactionRetries retries = new TransactionRetries(this.environment, patience);
		for (long pause = 10;; pause = Math.min(pause * 2, 1000)) {
			long start = System.nanoTime();
			try (FirstFailure first = FirstFailure.watch()) {
				try {
					return runOnce(work, fence);
				}
				catch (Exception ex) {
					this.lease.ensureHeld();
					retries.afterFailure(ex, first, Duration.ofNanos(System.nanoTime() - start));
				}
			}
			Thread.sleep(pause);
		}
	}

	private Duration runOnce(Work work, Consumer<MongoDatabase> fence) throws Exception {
		TransactionStatus transaction = this.manager
			.getTransaction(new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
		try {
			MongoDatabase database = MongoDatabaseUtils.getDatabase(this.factory);
			work.run(database);
			fence.accept(database);
			// The driver refuses to send a commit, so the server does not learn of the
			// end.
			if (Interruption.isPending()) {
				throw new InterruptedException("Interrupted before the commit");
			}
		}
		catch (Throwable ex) {
			rollback(transaction, ex);
			throw ex;
		}
		long start = System.nanoTime();
		this.manager.commit(transaction);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private void rollback(TransactionStatus transaction, Throwable reason) {
		// Until the server knows that the transaction is over, it keeps every other
		// process
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
	 * Work in a transaction.
	 */
	@FunctionalInterface
	interface Work {

		/**
		 * Do the work.
		 * @param database the database, bound to the transaction if there is one
		 */
		void run(MongoDatabase database) throws Exception;

	}

	/**
	 * Retries a commit while its result is unknown, which the server allows.
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
