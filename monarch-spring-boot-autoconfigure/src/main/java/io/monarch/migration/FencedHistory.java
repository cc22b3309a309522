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
 * Writes the history while the lock is held: every change of it is fenced.
 */
final class FencedHistory {

	private final FencedTransactions transactions;

	private final MigrationHistory history;

	/** What the history held before, should a migration delete it. */
	private final Map<String, MigrationRecord> before;

	/** The records of the sources, written together with these. */
	private final SuppliedRecords supplied;

	/** What was added to that since. */
	private final List<CompletedAttempt> since = new ArrayList<>();

	/** Whether there is a collection to write to. */
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
	 * Return what the history held before the run changed it.
	 */
	Map<String, MigrationRecord> before() {
		return this.before;
	}

	/**
	 * Remember what is recorded as completed.
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
	 * Record that an attempt is completed and that the next one begins, which saves every
	 * migration a wait for a majority. Only for where there are transactions: one of the
	 * two could be written without the other.
	 */
	void completeAndBegin(CompletedAttempt completed, MigrationAttempt next) throws Exception {
		this.transactions.run((database) -> {
			this.supplied.completed(database, completed);
			requireRecord(this.history.endAndBegin(database, completed, next));
		});
	}

	/**
	 * Record what was recorded before an attempt was recorded as begun.
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
		// First, for where there are no transactions: it has happened in any case.
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
	 * @return whether it is recorded as failed: the transaction of an attempt can have
	 * been committed although its commit failed
	 */
	boolean fail(MigrationAttempt attempt, Duration duration, MigrationError error) {
		this.created = false; // the migration may have dropped it
		boolean[] failed = { true };
		write((database) -> {
			if (this.history.end(database, attempt, MigrationState.FAILED, duration, error)) {
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
			this.history.end(database, attempt, MigrationState.FAILED, duration, error);
			this.supplied.failed(database, attempt, duration, error);
		});
		return failed[0];
	}

	/**
	 * Write again what a migration has deleted.
	 */
	private void restore(MongoDatabase database) {
		this.history.restore(database, this.before.values());
		this.since.forEach((completed) -> {
			this.history.begin(database, completed.attempt());
			this.history.end(database, completed.attempt(), completed.state(), completed.duration(), null);
		});
	}

	/**
	 * Record that migrations count as done, all in one transaction.
	 */
	void markCompleted(List<MigrationHistory.Marking> markings, long token) {
		write((database) -> {
			markings.forEach((each) -> this.supplied.marked(database, each.id(), MigrationState.COMPLETED));
			this.history.markCompleted(database, markings, token);
		});
	}

	/**
	 * Record that migrations are pending, all in one transaction.
	 * @param kept those that keep a record
	 * @param others those whose records are removed
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
	 * Write what an import records: all of it or nothing. Without transactions, the
	 * record of the import commits to all others, which are written then.
	 * @param record the record of the import, or {@code null} where nothing of it changes
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
	 * Record in the other tool's form what was decided to be completed, so that the tool
	 * does not run it either.
	 */
	private void recordInSources(MongoDatabase database, List<Document> imported) {
		imported.stream()
			.map(MigrationRecord::new)
			.filter((record) -> record.is(MigrationState.COMPLETED))
			.forEach((record) -> this.supplied.marked(database, record.id(), MigrationState.COMPLETED));
	}

	/**
	 * Write what an import has committed to and not written, since its process died.
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
