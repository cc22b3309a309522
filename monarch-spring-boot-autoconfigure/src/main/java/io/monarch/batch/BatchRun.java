package io.monarch.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.OwnCommands;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Runs a batch migration, from where the last run stopped.
 *
 * @param batches the documents and their change
 * @param database the database, not bound to a transaction
 * @param mongo the template for functions
 * @param positions the positions of the migration
 * @param transactions runs each batch in a transaction
 * @param control decides between batches whether to continue
 * @param listener notified of the progress
 */
public record BatchRun(Batches batches, MongoDatabase database, MongoOperations mongo, BatchPositions positions,
		BatchTransactions transactions, BatchControl control, BatchListener listener) {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Change all documents that are left.
	 * @throws BatchesStoppedException if the control stopped it
	 * @throws FailedDocumentException if a document cannot be changed
	 * @throws Exception if anything else failed; everything that is committed stays
	 */
	public void run() throws Exception {
		this.batches.requireChange();
		BsonDocument collection;
		List<KeyRange> ranges;
		BatchProgress begun;
		try (OwnCommands unused = OwnCommands.begin()) {
			collection = collection();
			ranges = claim(collection);
			begun = this.positions.progress(this.database);
		}
		if (begun == null) {
			return; // there is no such collection
		}
		Reports reports = new Reports(begun);
		List<KeyRange> left = ranges.stream().filter((range) -> !range.ended()).toList();
		int threads = Math.min(this.batches.threads(), left.size());
		if (threads <= 1) {
			RangeWorker worker = new RangeWorker(this, true, reports::add);
			for (KeyRange range : left) {
				worker.run(range);
			}
		}
		else {
			inParallel(left, threads, reports);
		}
		reports.end();
		try (OwnCommands unused = OwnCommands.begin()) {
			requireSame(collection);
		}
	}

	/**
	 * Claim the ranges of an earlier run, or create them.
	 */
	private List<KeyRange> claim(BsonDocument collection) throws Exception {
		List<KeyRange> ranges = new ArrayList<>();
		var unused = this.transactions.run((bound) -> {
			ranges.clear();
			ranges.addAll(this.positions.claim(bound));
		}, true, PATIENCE);
		if (!ranges.isEmpty()) {
			requireSame(collection);
			return ranges;
		}
		if (collection.isEmpty()) {
			return ranges;
		}
		requireSupported(collection);
		long documents = this.database.getCollection(this.batches.collection()).estimatedDocumentCount();
		long total = isFiltered()
				? this.database.getCollection(this.batches.collection()).countDocuments(this.batches.filter())
				: documents;
		// Without transactions, several ranges could be stored in part.
		int threads = this.transactions.areSupported() ? this.batches.threads() : 1;
		List<KeyRange> created = RangeBorders.divide(this.database, this.batches.collection(), threads, documents);
		var unusedToo = this.transactions.run(
				(bound) -> this.positions.create(bound, created, this.batches.collection(), id(collection), total),
				true, PATIENCE);
		return created;
	}

	private boolean isFiltered() {
		return !(this.batches.filter() instanceof BsonDocument document && document.isEmpty());
	}

	/**
	 * Return the definition of the collection, or an empty document if it does not exist.
	 */
	private BsonDocument collection() {
		BsonDocument found = this.database.listCollections(BsonDocument.class)
			.filter(new Document("name", this.batches.collection()))
			.first();
		return (found != null) ? found : new BsonDocument();
	}

	private static BsonValue id(BsonDocument collection) {
		BsonValue id = collection.getDocument("info", new BsonDocument()).get("uuid");
		return (id instanceof BsonBinary) ? id : BsonNull.VALUE;
	}

	private void requireSupported(BsonDocument collection) {
		String type = collection.getString("type", new BsonString("collection")).getValue();
		boolean capped = collection.getDocument("options", new BsonDocument())
			.getBoolean("capped", BsonBoolean.FALSE)
			.getValue();
		if (!type.equals("collection") || capped) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Collection '" + this.batches.collection() + "' is "
							+ (capped ? "capped" : type.equals("timeseries") ? "a time series" : "a " + type)
							+ ", whose documents cannot be changed in batches.",
					"Change an ordinary collection in batches, and this one in a migration that is not a batch "
							+ "migration.");
		}
	}

	/**
	 * Require that the collection is still the one that the ranges are of.
	 */
	private void requireSame(BsonDocument before) {
		BsonValue known = this.positions.collectionId(this.database);
		BsonDocument now = collection();
		if (known == null || (!now.isEmpty() && Objects.equals(known, id(now)))) {
			return;
		}
		throw new MonarchException(Kind.FAILED, "Collection '" + this.batches.collection() + "' was "
				+ (now.isEmpty() ? "dropped" : "replaced by another one") + " after the batch migration had begun.",
				before.isEmpty() || now.isEmpty() ? "Restore the collection, and run the migration from its start."
						: "Run the migration from its start.");
	}

	/**
	 * Let several workers take ranges. If one fails, the others stop after their current
	 * batch.
	 */
	private void inParallel(List<KeyRange> left, int threads, Reports reports) throws Exception {
		Queue<KeyRange> queue = new ConcurrentLinkedQueue<>(left);
		AtomicBoolean failed = new AtomicBoolean();
		BatchRun watched = with(() -> {
			if (failed.get()) {
				throw new BatchesStoppedException("another range failed");
			}
			this.control.beforeBatch();
		});
		List<FutureTask<Void>> workers = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			workers.add(new FutureTask<>(() -> {
				try {
					RangeWorker worker = new RangeWorker(watched, false, reports::add);
					for (KeyRange range = queue.poll(); range != null; range = queue.poll()) {
						worker.run(range);
					}
					return null;
				}
				catch (Throwable ex) {
					failed.set(true);
					throw ex;
				}
			}));
		}
		List<Thread> running = workers.stream().map((worker) -> new Thread(worker, "monarch-batch")).toList();
		running.forEach((thread) -> thread.setDaemon(true));
		running.forEach(Thread::start);
		await(workers, running);
	}

	private BatchRun with(BatchControl other) {
		return new BatchRun(this.batches, this.database, this.mongo, this.positions, this.transactions, other,
				this.listener);
	}

	/**
	 * Wait until all workers have ended, since none may write afterwards, and throw the
	 * first failure.
	 */
	private static void await(List<FutureTask<Void>> workers, List<Thread> running) throws Exception {
		Exception failure = null;
		try (Interruption deferred = Interruption.deferLater()) {
			for (FutureTask<Void> worker : workers) {
				Exception found = outcome(worker, running, deferred);
				if (found != null && (failure == null || failure instanceof BatchesStoppedException)) {
					failure = found;
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private static @Nullable Exception outcome(FutureTask<Void> worker, List<Thread> running, Interruption deferred) {
		while (true) {
			try {
				Void unused = worker.get();
				return null;
			}
			catch (InterruptedException ex) {
				boolean unused = deferred.deferAlso(ex);
				running.forEach(Thread::interrupt);
			}
			catch (ExecutionException ex) {
				return (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
	}

	/**
	 * Reports the progress of all workers.
	 */
	private final class Reports {

		private final long total;

		private final AtomicLong done;

		private final AtomicLong reportedAt = new AtomicLong(System.nanoTime());

		Reports(BatchProgress begun) {
			this.done = new AtomicLong(begun.done());
			this.total = begun.total();
			BatchRun.this.listener.progress(begun.done(), begun.total());
		}

		void add(long documents) {
			long now = this.done.addAndGet(documents);
			long last = this.reportedAt.get();
			if (System.nanoTime() - last >= REPORT_NANOS && this.reportedAt.compareAndSet(last, System.nanoTime())) {
				report(now);
			}
		}

		void end() {
			report(this.done.get());
		}

		private void report(long now) {
			// Documents may have been inserted since they were counted.
			BatchRun.this.listener.progress(now, Math.max(now, this.total));
		}

	}

}
