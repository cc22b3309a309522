package io.monarch.migration;

import java.time.Duration;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.batch.BatchControl;
import io.monarch.batch.BatchPositions.LostPositionException;
import io.monarch.batch.BatchTransactions;
import io.monarch.batch.BatchesStoppedException;
import io.monarch.environment.Causes;
import io.monarch.environment.ServerInfo;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Runs the batches of a test without a lock, in transactions if the server has them, and
 * stops after each batch.
 */
final class TestedBatches implements BatchTransactions, BatchControl {

	/** A conflict is possible only if the migration causes it itself. */
	private static final int ATTEMPTS = 3;

	private final MongoDatabaseFactory factory;

	private final boolean repeated;

	private final boolean supported;

	private final MongoTransactionManager manager;

	private boolean begun;

	private boolean committed;

	/**
	 * Create the batches.
	 * @param repeated whether the work of each batch is done twice
	 */
	TestedBatches(MongoDatabaseFactory factory, boolean repeated) {
		this.factory = factory;
		this.repeated = repeated;
		ServerInfo server = ServerInfo.of(factory.getMongoDatabase());
		this.supported = server.isMongo() && (server.isReplicaSetMember() || server.isRouter());
		this.manager = new MongoTransactionManager(factory,
				TransactionOptions.builder()
					.readConcern(ReadConcern.LOCAL)
					.readPreference(ReadPreference.primary())
					.writeConcern(WriteConcern.MAJORITY)
					.build());
	}

	@Override
	public boolean areSupported() {
		return this.supported;
	}

	/**
	 * Begin a run, which may commit one batch.
	 */
	void begin() {
		this.begun = false;
	}

	@Override
	public void beforeBatch() throws BatchesStoppedException {
		if (this.begun && this.committed) {
			throw new BatchesStoppedException("a test continues it");
		}
		this.begun = true;
		this.committed = false;
	}

	@Override
	public Duration run(BatchTransactions.Work work, boolean alone, Duration patience) throws Exception {
		for (int attempt = 1;; attempt++) {
			try {
				if (this.supported) {
					runInTransaction(work);
				}
				else {
					runOnce(work, this.factory.getMongoDatabase());
				}
				this.committed = true;
				return Duration.ZERO;
			}
			catch (Exception ex) {
				if (attempt == ATTEMPTS || !isTransient(ex)) {
					throw ex;
				}
			}
		}
	}

	private void runInTransaction(BatchTransactions.Work work) throws Exception {
		TransactionStatus transaction = this.manager
			.getTransaction(new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
		try {
			runOnce(work, MongoDatabaseUtils.getDatabase(this.factory));
		}
		catch (Throwable ex) {
			this.manager.rollback(transaction);
			throw ex;
		}
		this.manager.commit(transaction);
	}

	/**
	 * The ranges are created before the first batch, and cannot be created twice.
	 */
	private void runOnce(BatchTransactions.Work work, MongoDatabase database) throws Exception {
		work.run(database);
		if (this.repeated && this.begun) {
			try {
				work.run(database);
			}
			catch (LostPositionException ex) {
				// The documents have been changed again, and the position is there
				// already.
			}
		}
	}

	private static boolean isTransient(Exception failure) {
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MongoException mongo
					&& mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
				return true;
			}
		}
		return false;
	}

}
