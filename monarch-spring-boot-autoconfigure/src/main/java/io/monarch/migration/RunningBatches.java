package io.monarch.migration;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.monarch.batch.BatchControl;
import io.monarch.batch.BatchTransactions;
import io.monarch.batch.BatchesStoppedException;
import io.monarch.environment.Environment;
import io.monarch.environment.OwnCommands;
import io.monarch.lock.Lease;
import org.bson.Document;

/**
 * Runs the batches of one migration in fenced transactions, and stops between two of them
 * if the process ends, if the migration is paused, or if another process waits for the
 * lock of one that runs in the background.
 */
final class RunningBatches implements BatchTransactions, BatchControl {

	private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long PAUSE_MILLIS = 500;

	private static final int MINUTE = (int) (60_000 / PAUSE_MILLIS);

	private final Environment environment;

	private final MigrationAttempt attempt;

	private final FencedTransactions transactions;

	private final Lease lease;

	private final RunningMigrations running;

	private final MigrationListener listener;

	private final ReentrantLock polling = new ReentrantLock();

	private volatile long polledAt = System.nanoTime() - POLL_NANOS;

	RunningBatches(Environment environment, MigrationAttempt attempt, FencedTransactions transactions, Lease lease,
			RunningMigrations running, MigrationListener listener) {
		this.environment = environment;
		this.attempt = attempt;
		this.transactions = transactions;
		this.lease = lease;
		this.running = running;
		this.listener = listener;
	}

	/**
	 * Run the work of a batch. Transactions that are open at the same time cannot all
	 * write the fence of the lock, so then the position is the fence: the next holder of
	 * the lock claims it.
	 */
	@Override
	public Duration run(BatchTransactions.Work work, boolean alone, Duration patience) throws Exception {
		this.lease.ensureHeld();
		return this.transactions.run(work::run, (database) -> {
			try (OwnCommands unused = OwnCommands.begin()) {
				if (alone) {
					this.lease.fence(database);
				}
				else {
					this.lease.ensureHeld();
				}
			}
		}, patience);
	}

	@Override
	public boolean areSupported() {
		return this.transactions.areSupported();
	}

	@Override
	public void beforeBatch() throws BatchesStoppedException, InterruptedException {
		if (this.running.isClosed()) {
			throw new BatchesStoppedException("the process is stopping");
		}
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptedException("Interrupted between two batches");
		}
		this.lease.ensureHeld();
		if (System.nanoTime() - this.polledAt < POLL_NANOS) {
			return;
		}
		// Others wait for the one that polls, since it may wait until the migration
		// continues.
		this.polling.lockInterruptibly();
		try {
			if (System.nanoTime() - this.polledAt >= POLL_NANOS) {
				poll();
				this.polledAt = System.nanoTime();
			}
		}
		finally {
			this.polling.unlock();
		}
	}

	private void poll() throws BatchesStoppedException, InterruptedException {
		try (OwnCommands unused = OwnCommands.begin()) {
			pollNow();
		}
	}

	private void pollNow() throws BatchesStoppedException, InterruptedException {
		if (isPaused()) {
			awaitResumed();
		}
		if (this.attempt.definition().isInBackground() && this.lease.isAwaited()) {
			throw new BatchesStoppedException("another process waits for the lock");
		}
	}

	private void awaitResumed() throws BatchesStoppedException, InterruptedException {
		if (this.attempt.definition().isInBackground()) {
			throw new BatchesStoppedException("it is paused");
		}
		for (int i = 0; isPaused(); i++) {
			if (i % MINUTE == 0) {
				this.listener.said(this.attempt.id(), "Paused. Continue it with 'monarch resume " + this.attempt.id()
						+ " " + this.environment.name() + "'." + this.environment.nameHint());
			}
			Thread.sleep(PAUSE_MILLIS);
			if (this.running.isClosed()) {
				throw new BatchesStoppedException("the process is stopping");
			}
			this.lease.ensureHeld();
		}
	}

	private boolean isPaused() {
		return isPaused(this.environment, this.attempt.id());
	}

	/**
	 * Tell whether a batch migration is paused.
	 */
	static boolean isPaused(Environment environment, String id) {
		return MigrationHistory.of(environment)
			.collection(environment.mongoDatabase())
			.find(new Document("_id", id).append(MigrationRecord.PAUSED, new Document("$exists", true)))
			.projection(new Document("_id", 1))
			.first() != null;
	}

}
