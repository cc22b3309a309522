package io.monarch.transfer;

import java.util.Set;
import java.util.function.Consumer;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.lock.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Allows writes only while the lock is held: they are in one transaction with a write to
 * the lock's record. Without transactions, that write comes just before.
 */
final class Fence {

	/**
	 * OperationNotSupportedInTransaction, and the server's number for writes to its own
	 * collections. Collections of time-series buckets can be written to in transactions
	 * on 6.0.
	 */
	private static final Set<Integer> NOT_IN_TRANSACTIONS = Set.of(263, 50791);

	/** All options are set, since others would be those of the client. */
	private static final TransactionOptions OPTIONS = TransactionOptions.builder()
		.readConcern(ReadConcern.LOCAL)
		.readPreference(ReadPreference.primary())
		.writeConcern(WriteConcern.MAJORITY)
		.build();

	private final Environment environment;

	private final MongoDatabase database;

	private final Lease lease;

	Fence(Environment environment, MongoDatabase database, Lease lease) {
		this.environment = environment;
		this.database = database;
		this.lease = lease;
	}

	/**
	 * Run writes, and retry them if the server asks for that.
	 * @param writes called with the session of the transaction, or {@code null} if the
	 * server has no transactions, or none for these writes
	 */
	void run(Consumer<@Nullable ClientSession> writes) {
		if (this.environment.supportsTransactions()) {
			try {
				runInTransaction(writes);
				return;
			}
			catch (MongoException ex) {
				if (!NOT_IN_TRANSACTIONS.contains(ex.getCode())) {
					throw ex;
				}
			}
		}
		this.lease.fence(this.database);
		writes.accept(null);
	}

	/**
	 * On an interrupted thread, the driver sends neither a commit nor an abort. Until the
	 * server knows the end of the transaction, it blocks the lock's record for all other
	 * processes.
	 */
	private void runInTransaction(Consumer<@Nullable ClientSession> writes) {
		try (Interruption deferred = Interruption.deferLater();
				ClientSession session = this.environment.client().startSession()) {
			var unused = session.withTransaction(() -> {
				try {
					writes.accept(session);
					this.lease.fence(this.database, session);
					if (Interruption.isPending()) {
						throw new MongoInterruptedException("Interrupted before the commit",
								new InterruptedException());
					}
				}
				catch (RuntimeException ex) {
					if (deferred.deferAlso(ex)) {
						// Not one that is retried.
						throw (ex instanceof MongoInterruptedException) ? ex
								: new MongoInterruptedException("Interrupted before the commit", ex);
					}
					throw ex;
				}
				return true;
			}, OPTIONS);
		}
	}

}
