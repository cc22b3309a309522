package io.monarch.migration;

import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.lock.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Writes the beginnings and the ends of the attempts of a run to the history.
 *
 * <p>
 * The end of an attempt is written together with the beginning of the next one, which
 * saves each migration a wait for a majority. Only this class knows that.
 */
final class MigrationJournal {

	private final FencedHistory history;

	private final Lease lease;

	private final boolean transactions;

	private final Ends ends;

	/** The attempt that has succeeded but is not recorded as completed yet. */
	private @Nullable CompletedAttempt unrecorded;

	/**
	 * Create the journal of a run.
	 * @param transactions whether the server has transactions
	 * @param ends notified of the ends of attempts
	 */
	MigrationJournal(FencedHistory history, Lease lease, boolean transactions, Ends ends) {
		this.history = history;
		this.lease = lease;
		this.transactions = transactions;
		this.ends = ends;
	}

	/**
	 * Record that an attempt begins, and that the previous one is completed.
	 * @throws MonarchException if the thread was interrupted, so that the attempt does
	 * not begin
	 */
	void begin(MigrationAttempt attempt) {
		CompletedAttempt before = this.unrecorded;
		if (before == null || !this.transactions) {
			// Without a transaction, one of the two could be recorded without the other.
			flush();
			requireNotCancelled();
			beginAlone(attempt);
			return;
		}
		record(before, (completed) -> this.history.completeAndBegin(completed, attempt));
		try {
			recorded(before);
			requireNotCancelled();
		}
		catch (RuntimeException | Error ex) {
			takeBack(attempt, ex);
			throw ex;
		}
	}

	/**
	 * An interruption may come while the beginning is written, before or after it is
	 * acknowledged. The migration does not run then.
	 */
	private void beginAlone(MigrationAttempt attempt) {
		try {
			this.history.begin(attempt);
			requireNotCancelled();
		}
		catch (RuntimeException ex) {
			if (Interruption.isCauseOf(ex) || Interruption.isPending()) {
				takeBack(attempt, ex);
			}
			throw ex;
		}
	}

	/**
	 * Note that an attempt has succeeded, and record it now or with the beginning of the
	 * next one.
	 */
	void succeeded(CompletedAttempt completed) {
		if (completed.attempt().inTransaction()) {
			recorded(completed); // its own transaction has written the record
		}
		else {
			this.unrecorded = completed;
		}
	}

	/**
	 * Record a successful attempt that is not recorded yet.
	 */
	void flush() {
		CompletedAttempt completed = this.unrecorded;
		if (completed != null) {
			record(completed, this.history::complete);
			recorded(completed);
		}
	}

	/**
	 * Record that an attempt failed.
	 * @param continues whether the next run continues it
	 * @return whether it is recorded as failed: the transaction of an attempt may be
	 * committed although its commit failed
	 */
	boolean failed(CompletedAttempt attempted, MigrationError error, boolean continues) {
		return this.history.fail(attempted.attempt(), attempted.duration(), error, continues);
	}

	/**
	 * Notify that an attempt is recorded as completed.
	 */
	void recorded(CompletedAttempt completed) {
		this.history.remember(completed);
		this.ends.completed(completed);
	}

	/**
	 * Check that the thread was not interrupted, after which no migration begins.
	 */
	void requireNotCancelled() {
		if (Interruption.isPending()) {
			this.lease.ensureHeld();
			throw new MonarchException(Kind.FAILED, "Cancelled.",
					"Completed migrations are recorded, and no other migration was started. Run the command again.");
		}
	}

	/**
	 * Record that an attempt is completed. An interruption may end the run, but must not
	 * change the end of the attempt.
	 */
	private void record(CompletedAttempt completed, Recording recording) {
		this.unrecorded = null;
		try (Interruption deferred = Interruption.defer()) {
			try {
				recording.record(completed);
			}
			catch (Throwable ex) {
				if (deferred.deferAlso(ex)) {
					recordAgain(completed);
				}
				else {
					this.ends.failed(completed, ex);
				}
			}
		}
	}

	/**
	 * Record an attempt separately that was not recorded because the thread was
	 * interrupted.
	 */
	private void recordAgain(CompletedAttempt completed) {
		try {
			this.history.complete(completed);
		}
		catch (Throwable ex) {
			this.ends.failed(completed, ex);
		}
	}

	/**
	 * Take back the record of the beginning of a migration that does not run after all.
	 * If that fails, the migration counts as abandoned, as if the process had died.
	 */
	private void takeBack(MigrationAttempt attempt, Throwable reason) {
		try (Interruption deferred = Interruption.defer()) {
			this.history.takeBack(attempt);
		}
		catch (RuntimeException ex) {
			if (ex != reason) {
				reason.addSuppressed(ex);
			}
		}
	}

	/**
	 * Is notified of the ends of the attempts of a run.
	 */
	interface Ends {

		/**
		 * Called when an attempt is recorded as completed.
		 */
		void completed(CompletedAttempt completed);

		/**
		 * Called when an attempt failed, or could not be recorded as completed.
		 * @throws MonarchException unless it turns out to be recorded as completed
		 */
		void failed(CompletedAttempt attempted, Throwable failure);

	}

	/**
	 * Records that an attempt is completed.
	 */
	@FunctionalInterface
	private interface Recording {

		void record(CompletedAttempt completed) throws Exception;

	}

}
