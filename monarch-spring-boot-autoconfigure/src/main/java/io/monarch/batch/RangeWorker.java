package io.monarch.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import io.monarch.batch.BatchPositions.LostPositionException;
import io.monarch.environment.Causes;
import io.monarch.environment.FailureText;
import io.monarch.environment.Interruption;
import io.monarch.environment.OwnCommands;
import io.monarch.lock.LockLostException;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.conversions.Bson;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Changes the documents of a range, batch by batch. Each batch commits together with its
 * position. One that fails is halved, down to the document that fails.
 */
final class RangeWorker {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration PATIENCE_FOR_ONE = Duration.ofMinutes(2);

	/** The size of documents that a batch may hold in memory. */
	private static final long MAXIMUM_BYTES = 16 << 20;

	private static final int TEXT = 200;

	/**
	 * The codes that say that the server is going away, or that the user may not do this:
	 * smaller batches do not help.
	 */
	private static final Set<Integer> OF_SERVER = Set.of(6, 7, 13, 18, 89, 91, 189, 262, 9001, 10107, 11600, 11602,
			13435, 13436);

	private final Batches batches;

	private final KeyReader keys;

	private final BatchPositions positions;

	private final BatchTransactions transactions;

	private final BatchControl control;

	private final MongoDatabase database;

	private final MongoOperations mongo;

	private final LongConsumer progress;

	private final boolean alone;

	RangeWorker(BatchRun run, boolean alone, LongConsumer progress) {
		this.batches = run.batches();
		this.keys = new KeyReader(run.database(), run.batches().collection(), run.batches().filter());
		this.positions = run.positions();
		this.transactions = run.transactions();
		this.control = run.control();
		this.database = run.database();
		this.mongo = run.mongo();
		this.progress = progress;
		this.alone = alone;
	}

	/**
	 * Change what is left of a range.
	 */
	void run(KeyRange begun) throws Exception {
		Throttle throttle = new Throttle(this.batches.share(), this.batches.maximumLag());
		BatchSize size = new BatchSize(this.batches.size(), this.batches.share() < 1);
		KeyRange range = begun;
		List<BsonValue> next = List.of();
		while (true) {
			this.control.beforeBatch();
			if (next.isEmpty()) {
				next = next(range, size.get());
				if (next.isEmpty()) {
					end(range);
					return;
				}
			}
			List<BsonValue> batch = next.subList(0, Math.min(size.get(), next.size()));
			long start = System.nanoTime();
			Applied applied;
			try {
				applied = apply(range, batch);
			}
			catch (Exception ex) {
				if (!isOfDocuments(ex) || !isAt(range)) {
					throw ex;
				}
				if (batch.size() == 1) {
					throw failed(batch.get(0), ex);
				}
				size.failed(batch.size());
				continue;
			}
			Duration worked = Duration.ofNanos(System.nanoTime() - start);
			range = range.advance(batch.get(batch.size() - 1), applied.documents());
			next = next.subList(batch.size(), next.size());
			this.progress.accept(applied.documents());
			size.succeeded(batch.size(), worked.toMillis());
			pause(throttle.pause(worked, applied.commit()));
		}
	}

	private List<BsonValue> next(KeyRange range, int count) {
		try (OwnCommands unused = OwnCommands.begin()) {
			return this.keys.next(range, count);
		}
	}

	/**
	 * Tell whether a batch that failed is not committed. What the application does after
	 * the commit can fail, too, and then the batch must not be repeated.
	 */
	private boolean isAt(KeyRange range) {
		try (OwnCommands unused = OwnCommands.begin()) {
			return this.positions.isAt(this.database, range);
		}
	}

	private Applied apply(KeyRange range, List<BsonValue> batch) throws Exception {
		long[] documents = new long[1];
		Duration commit = this.transactions.run((database) -> {
			documents[0] = change(database, batch);
			try (OwnCommands unused = OwnCommands.begin()) {
				this.positions.advance(database, range, batch.get(batch.size() - 1), documents[0]);
			}
		}, this.alone, (batch.size() > 1) ? PATIENCE : PATIENCE_FOR_ONE);
		return new Applied(documents[0], commit);
	}

	private long change(MongoDatabase database, List<BsonValue> batch) throws Exception {
		MongoCollection<Document> collection = database.getCollection(this.batches.collection());
		Bson filter = this.keys.filter(batch);
		if (this.batches.change() instanceof Change.Update update) {
			return collection.updateMany(filter, update.operators()).getMatchedCount();
		}
		if (this.batches.change() instanceof Change.Pipeline pipeline) {
			return collection.updateMany(filter, pipeline.stages()).getMatchedCount();
		}
		List<Document> documents = read(collection, filter, batch.size());
		if (!documents.isEmpty()) {
			Batch called = new Batch(documents, collection, database, this.mongo);
			((Change.Function) this.batches.change()).function().process(called);
			called.write();
		}
		return documents.size();
	}

	/**
	 * Read the documents of a batch, unless they are too many bytes for the memory.
	 */
	private static List<Document> read(MongoCollection<Document> collection, Bson filter, int count)
			throws TooManyBytesException {
		Codec<Document> codec = collection.getCodecRegistry().get(Document.class);
		List<Document> documents = new ArrayList<>();
		long bytes = 0;
		try (MongoCursor<RawBsonDocument> found = collection.withDocumentClass(RawBsonDocument.class)
			.withReadPreference(ReadPreference.primary())
			.find(filter)
			.sort(Sorts.ascending("_id"))
			.batchSize(count + 1)
			.iterator()) {
			while (found.hasNext()) {
				RawBsonDocument document = found.next();
				bytes += document.getByteBuffer().remaining();
				if (bytes > MAXIMUM_BYTES && count > 1) {
					throw new TooManyBytesException();
				}
				documents.add(document.decode(codec));
			}
		}
		return documents;
	}

	private void end(KeyRange range) throws Exception {
		try (OwnCommands own = OwnCommands.begin()) {
			var unused = this.transactions.run((database) -> this.positions.end(database, range), this.alone,
					PATIENCE_FOR_ONE);
		}
	}

	/**
	 * Tell whether the documents of a batch may have caused its failure.
	 */
	private static boolean isOfDocuments(Exception failure) {
		if (Interruption.isCauseOf(failure) || Interruption.isPending()) {
			return false;
		}
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof LockLostException || cause instanceof LostPositionException
					|| cause instanceof MongoSocketException || cause instanceof MongoTimeoutException
					|| cause instanceof MongoSecurityException
					|| (cause instanceof MongoException mongo && OF_SERVER.contains(mongo.getCode()))) {
				return false;
			}
		}
		return true;
	}

	private FailedDocumentException failed(BsonValue id, Exception failure) {
		String text = new BsonDocument("_id", id)
			.toJson(JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build());
		String shown = (text.length() > TEXT) ? text.substring(0, TEXT) + "..." : text;
		return new FailedDocumentException("The document " + shown + " of collection '" + this.batches.collection()
				+ "' cannot be changed: " + FailureText.oneLine(FailureText.text(Causes.root(failure))), failure);
	}

	private void pause(Duration duration) throws Exception {
		long end = System.nanoTime() + duration.toNanos();
		for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
			Thread.sleep(Math.max(1, Math.min(500, left / 1_000_000)));
			if (left > 1_000_000_000L) {
				this.control.beforeBatch();
			}
		}
	}

	/**
	 * Thrown when a batch has to be halved to fit into the memory.
	 */
	private static final class TooManyBytesException extends Exception {

		private static final long serialVersionUID = 1L;

		TooManyBytesException() {
			super("The documents of the batch are too large");
		}

	}

	/**
	 * What one batch did.
	 */
	private record Applied(long documents, Duration commit) {

	}

}
