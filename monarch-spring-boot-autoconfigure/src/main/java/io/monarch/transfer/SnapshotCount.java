package io.monarch.transfer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.model.CountOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Counts the documents that are read from the parts of a collection, and compares the sum
 * with the number in the snapshot, so that missing documents are detected. A collection
 * that is read without a snapshot changes in the meantime, so there is nothing to
 * compare.
 */
final class SnapshotCount {

	private final Environment environment;

	private final Snapshot snapshot;

	private final CollectionDefinition collection;

	private final BiConsumer<CollectionDefinition, MongoException> snapshotLost;

	private final AtomicLong read = new AtomicLong();

	private final AtomicInteger parts = new AtomicInteger();

	SnapshotCount(Environment environment, Snapshot snapshot, CollectionDefinition collection,
			BiConsumer<CollectionDefinition, MongoException> snapshotLost) {
		this.environment = environment;
		this.snapshot = snapshot;
		this.collection = collection;
		this.snapshotLost = snapshotLost;
	}

	/**
	 * Begin a part, before any of them is read.
	 */
	void begin() {
		this.parts.incrementAndGet();
	}

	void add(long documents) {
		this.read.addAndGet(documents);
	}

	/**
	 * End a part, and compare when it is the last one.
	 * @throws MonarchException if documents are missing, or some were read twice
	 */
	void end() throws InterruptedException {
		if (this.parts.decrementAndGet() > 0) {
			return;
		}
		Long expected = new Retry(this.environment).<Long[]>call(() -> new Long[] { count() })[0];
		if (expected != null && expected != this.read.get()) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Collection '" + this.collection.name() + "' of environment " + this.environment.description()
							+ " has " + expected + " documents at the point in time of this command, and "
							+ this.read.get() + " were read.",
					"Run it again; if it happens again, run validate on the collection.");
		}
	}

	/**
	 * Return the number of documents in the snapshot, or {@code null} if the server no
	 * longer has it.
	 */
	private @Nullable Long count() {
		try (ClientSession session = this.snapshot.session()) {
			if (session == null) {
				return null;
			}
			CountOptions options = new CountOptions();
			if (this.collection.kind() == Kind.COLLECTION && !Catalogue.isSystem(this.collection.name())) {
				options.hint(RangeReader.ID); // an index is smaller than the documents
			}
			return this.environment.mongoDatabase()
				.getCollection(this.collection.storedName())
				.countDocuments(session, new BsonDocument(), options);
		}
		catch (MongoException ex) {
			if (!Snapshot.isGone(ex)) {
				throw ex;
			}
			this.snapshotLost.accept(this.collection, ex);
			return null;
		}
	}

}
