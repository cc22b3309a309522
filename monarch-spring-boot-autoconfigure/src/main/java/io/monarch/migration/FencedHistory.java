package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.client.MongoDatabase;
import io.monarch.migration.FencedTransactions.Work;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Writes the history while the lock is held. Every change is fenced.
 */
final class FencedHistory {

	private final FencedTransactions transactions;

	private final MigrationHistory history;

	/** The history before the run, in case a migration deletes it. */
	private final Map<String, MigrationRecord> before;

	/** The records of the sources, which are written together with these. */
	private final SuppliedRecords supplied;

	/** The attempts that were completed since. */
	private final List<CompletedAttempt> since = new ArrayList<>();

	/** Whether the collection exists. */
	private boolean created;

	FencedHistory(FencedTransactions transactions, MigrationHistory history, Map<String, MigrationRecord> before,
			SuppliedRecords supplied) {
		this.transactions = transactions;
		this.history = history;
		this.before = before;
		this.supplied = supplied;
		this.created = !before.isEmpty();
	}

	/**
	 * Return the history before the run changed it.
	 */
	Map<String, MigrationRecord> before() {
		return this.before;
	}

	/**
	 * Remember an attempt that is recorded as completed.
	 */
	void remember(CompletedAttempt completed) {
		this.since.add(completed);
	}

	/**
	 * Record that an attempt begins.
	 */
	void begin(MigrationAttempt attempt) {
		write((database) -> this.history.begin(database, attempt));
	}

	/**
	 * Record that an attempt is completed.
	 */
	void complete(CompletedAttempt completed) throws Exception {
		this.transactions.run((database) -> complete(database, completed));
	}

	/**
	 * Record that an attempt is completed and that the next one begins, which saves each
	 * migration a wait for a majority. This requires transactions, without which one of
	 * the two could be written without the other.
	 */
	void completeAndBegin(CompletedAttempt completed, MigrationAttempt next) throws Exception {
		this.transactions.run((database) -> {
			this.supplied.completed(database, completed);
			requireRecord(this.history.endAndBegin(database, completed, next));
		});
	}

	/**
	 * Restore the record from before the beginning of an attempt was recorded.
	 */
	void takeBack(MigrationAttempt attempt) {
		MigrationRecord record = this.before.get(attempt.id());
		if (record == null) {
			delete(attempt.id());
		}
		else {
			write((database) -> this.history.restore(database, List.of(record)));
		}
	}

	/**
	 * Record that an attempt is completed in the transaction that it runs in.
	 */
	void complete(MongoDatabase database, CompletedAttempt completed) {
		// First, since without transactions it has been done in any case.
		this.supplied.completed(database, completed);
		requireRecord(this.history.end(database, completed.attempt(), completed.state(), completed.duration(), null));
	}

	private void requireRecord(boolean found) {
		if (!found) {
			throw new IllegalStateException("The record of its beginning is missing from the collection "
					+ this.history.collection() + ": did the migration delete it?");
		}
	}

	/**
	 * Record that an attempt failed.
	 * @param continues whether the next run continues it
	 * @return whether it is recorded as failed: the transaction of an attempt may be
	 * committed although its commit failed
	 */
	boolean fail(MigrationAttempt attempt, Duration duration, MigrationError error, boolean continues) {
		this.created = false; // the migration may have dropped it
		boolean[] failed = { true };
		write((database) -> {
			if (this.history.fail(database, attempt, duration, error, continues)) {
				this.supplied.failed(database, attempt, duration, error);
				return;
			}
			MigrationRecord found = this.history.read(database).get(attempt.id());
			if (found != null && found.isOf(attempt.token())) {
				failed[0] = false;
				return;
			}
			restore(database);
			this.history.begin(database, attempt);
			this.history.fail(database, attempt, duration, error, continues);
			this.supplied.failed(database, attempt, duration, error);
		});
		return failed[0];
	}

	/**
	 * Delete the positions of a batch migration, so that it starts anew.
	 */
	void deletePositions(String id, long token) {
		write((database) -> this.history.positions(id, token).delete(database));
	}

	/**
	 * Restore records that a migration has deleted.
	 */
	private void restore(MongoDatabase database) {
		this.history.restore(database, this.before.values());
		this.since.forEach((completed) -> {
			this.history.begin(database, completed.attempt());
			this.history.end(database, completed.attempt(), completed.state(), completed.duration(), null);
		});
	}

	/**
	 * Record migrations as completed, all in one transaction.
	 */
	void markCompleted(List<MigrationHistory.Marking> markings, long token) {
		write((database) -> {
			markings.forEach((each) -> this.supplied.marked(database, each.id(), MigrationState.COMPLETED));
			this.history.markCompleted(database, markings, token);
		});
	}

	/**
	 * Record migrations as pending, all in one transaction.
	 * @param kept the migrations that keep a record
	 * @param others the migrations whose records are removed
	 */
	void markNew(List<String> kept, List<String> others, long token) {
		write((database) -> {
			this.history.markNew(database, kept, others, token);
			kept.forEach((id) -> this.supplied.marked(database, id, MigrationState.NEW));
			others.forEach((id) -> this.supplied.marked(database, id, MigrationState.NEW));
		});
	}

	private void delete(String id) {
		write((database) -> this.history.delete(database, id));
	}

	/**
	 * Write the records of an import: all or none. Without transactions, the record of
	 * the import commits all others, which are written afterwards.
	 * @param record the record of the import, or {@code null} if it does not change
	 */
	void importAll(List<Document> records, @Nullable Document record) {
		if (records.isEmpty() && record == null) {
			return;
		}
		if (this.transactions.areSupported()) {
			write((database) -> {
				this.history.importAll(database, records, record);
				recordInSources(database, records);
			});
		}
		else if (records.isEmpty()) {
			write((database) -> this.history.importAll(database, records, record));
		}
		else {
			Document about = Objects.requireNonNull(record);
			MigrationRecord committed = new MigrationRecord(ImportRecord.withPlan(about, records));
			write((database) -> this.history.importAll(database, List.of(), committed.document()));
			write((database) -> {
				this.history.completeImport(database, committed);
				recordInSources(database, records);
			});
		}
	}

	/**
	 * Record migrations that were accepted as completed in the other tool's format, so
	 * that the tool does not run them either.
	 */
	private void recordInSources(MongoDatabase database, List<Document> imported) {
		imported.stream()
			.map(MigrationRecord::new)
			.filter((record) -> record.is(MigrationState.COMPLETED))
			.forEach((record) -> this.supplied.marked(database, record.id(), MigrationState.COMPLETED));
	}

	/**
	 * Write the records that an import has committed but not written because its process
	 * died.
	 */
	void completeImports() {
		for (MigrationRecord record : this.before.values()) {
			if (!ImportRecord.plan(record).isEmpty()) {
				write((database) -> this.history.completeImport(database, record));
			}
		}
	}

	private void write(Work work) {
		try {
			if (!this.created) {
				this.transactions.createHistory();
				this.created = true;
			}
			this.transactions.run(work);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The history could not be written", ex);
		}
	}

}
