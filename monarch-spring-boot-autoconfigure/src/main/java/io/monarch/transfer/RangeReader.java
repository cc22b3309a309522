package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range. If the connection, the cursor or the snapshot is lost, it resumes after
 * the last document that was written, so that each is written once. This requires an
 * order that concurrent writes do not change: that of {@code _id}, or that of insertion
 * in a capped collection.
 */
final class RangeReader implements CollectionSource.Part {

	static final BsonDocument ID = new BsonDocument("_id", new BsonInt32(1));

	private static final int CAPPED_POSITION_LOST = 136;

	private static final long BATCH_BYTES = 4 << 20;

	private static final int BATCH_DOCUMENTS = 4000;

	private final Environment environment;

	private Snapshot snapshot;

	private final CollectionDefinition collection;

	private final Range range;

	private final @Nullable UnaryOperator<RawBsonDocument> change;

	/** Counts the documents that are read, if all of the collection is. */
	private final @Nullable SnapshotCount count;

	private final BiConsumer<CollectionDefinition, MongoException> snapshotLost;

	private final Retry retry;

	private final int batchSize;

	private @Nullable BsonValue first;

	private @Nullable BsonValue last;

	RangeReader(Environment environment, Snapshot snapshot, CollectionDefinition collection, Range range,
			@Nullable UnaryOperator<RawBsonDocument> change, @Nullable SnapshotCount count,
			BiConsumer<CollectionDefinition, MongoException> snapshotLost) {
		if (count != null) {
			count.begin();
		}
		this.count = count;
		this.environment = environment;
		this.snapshot = snapshot;
		this.collection = collection;
		this.range = range;
		this.change = change;
		this.snapshotLost = snapshotLost;
		this.retry = new Retry(environment);
		long average = collection.bytes() / Math.max(collection.documents(), 1);
		this.batchSize = (int) Math.max(1, Math.min(BATCH_DOCUMENTS, BATCH_BYTES / Math.max(average, 1)));
	}

	@Override
	public void read(PartWriter writer) throws InterruptedException {
		while (true) {
			try (ClientSession session = this.snapshot.session()) {
				boolean found;
				try (MongoCursor<RawBsonDocument> cursor = find(session).cursor()) {
					found = cursor.hasNext();
					drain(cursor, writer);
				}
				if (!found || session == null) {
					requireThere();
				}
				break;
			}
			catch (MongoException ex) {
				recover(ex);
			}
		}
		if (this.count != null) {
			this.count.end();
		}
	}

	/**
	 * Require that the collection still exists. Up to MongoDB 6, a snapshot knows only
	 * current names, so a collection that was dropped or renamed since appears to be
	 * empty.
	 */
	private void requireThere() {
		CollectionDefinition now = Catalogue.find(this.environment.mongoDatabase(), this.collection.name());
		if (now == null || now.kind() != this.collection.kind() || !now.uuid().equals(this.collection.uuid())) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Collection '" + this.collection.name() + "' of environment " + this.environment.description()
							+ " was dropped, renamed or replaced by another one before all of it was read.",
					"Run it again when nothing changes the collection.");
		}
	}

	private FindIterable<RawBsonDocument> find(@Nullable ClientSession session) {
		MongoCollection<RawBsonDocument> documents = this.environment.mongoDatabase()
			.getCollection(this.collection.storedName(), RawBsonDocument.class);
		FindIterable<RawBsonDocument> find = (session != null) ? documents.find(session) : documents.find();
		find.batchSize(this.batchSize);
		if (this.range.from() != null || this.range.to() != null) {
			return range(find);
		}
		if (this.collection.isCapped()) {
			// That is its order without a filter; not every server takes the sort.
			return (this.range.query() != null) ? find.filter(selected()).sort(Sorts.ascending("$natural")) : find;
		}
		Bson filter = (this.last != null) ? Filters.and(selected(), behind(this.last)) : selected();
		find.filter(filter).sort(Sorts.ascending("_id"));
		// Not every server knows allowDiskUse.
		return (this.range.query() != null) ? find.allowDiskUse(true) : find;
	}

	private Bson selected() {
		return (this.range.query() != null) ? this.range.query().filter() : new BsonDocument();
	}

	/**
	 * By the bounds of the index, since a comparison in a filter only ever finds values
	 * of its own type.
	 */
	private FindIterable<RawBsonDocument> range(FindIterable<RawBsonDocument> find) {
		BsonValue from = (this.last != null) ? this.last : this.range.from();
		if (from != null) {
			find.min(new BsonDocument("_id", from));
		}
		if (this.range.to() != null) {
			find.max(new BsonDocument("_id", this.range.to()));
		}
		// The bounds come in their order from one server, and not from several.
		return find.hint(ID).sort(ID);
	}

	private static Bson behind(BsonValue id) {
		return Filters.expr(new BsonDocument("$gt",
				new BsonArray(List.of(new BsonString("$_id"), new BsonDocument("$literal", id)))));
	}

	private void drain(MongoCursor<RawBsonDocument> cursor, PartWriter writer) throws InterruptedException {
		List<RawBsonDocument> batch = new ArrayList<>();
		long bytes = 0;
		BsonValue passed = this.last;
		RawBsonDocument document = null;
		while (cursor.hasNext()) {
			document = cursor.next();
			if (this.first == null) {
				this.first = document.get("_id");
			}
			if (passed != null) {
				requireBehind(passed, document);
				// The bound of an index includes what was written last, and a capped
				// collection begins at its first document again.
				boolean found = passed.equals(document.get("_id"));
				passed = (found || !this.collection.isCapped()) ? null : passed;
				if (found || passed != null) {
					continue;
				}
			}
			if (this.range.query() != null && !this.range.query().takes(document)) {
				continue;
			}
			RawBsonDocument changed = (this.change != null) ? this.change.apply(document) : document;
			batch.add(changed);
			bytes += DocumentBatch.size(changed);
			if (batch.size() >= this.batchSize || bytes >= BATCH_BYTES) {
				write(batch, bytes, document, writer);
				batch = new ArrayList<>();
				bytes = 0;
			}
		}
		if (passed != null && this.collection.isCapped()) {
			throw isOverwritten(null);
		}
		if (document != null && !batch.isEmpty()) {
			write(batch, bytes, document, writer);
		}
	}

	/**
	 * Require that a server which was queried for documents after the last one does not
	 * start at the first one again, as a server does that ignores a part of the query.
	 */
	private void requireBehind(BsonValue passed, RawBsonDocument document) {
		if (!this.collection.isCapped() && !passed.equals(this.first)
				&& Objects.equals(document.get("_id"), this.first)) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"The connection was lost while collection '" + this.collection.name() + "' of environment "
							+ this.environment.description()
							+ " was read, and its server cannot resume after a document.",
					"Run it again.");
		}
	}

	private void write(List<RawBsonDocument> batch, long bytes, RawBsonDocument lastRead, PartWriter writer)
			throws InterruptedException {
		writer.write(new DocumentBatch(batch, bytes));
		if (this.count != null) {
			this.count.add(batch.size());
		}
		this.last = lastRead.get("_id");
		this.retry.succeeded();
	}

	private void recover(MongoException failure) throws InterruptedException {
		if (this.collection.isCapped() && failure.getCode() == CAPPED_POSITION_LOST) {
			throw isOverwritten(failure);
		}
		if (!Snapshot.isGone(failure)) {
			this.retry.await(failure);
			return;
		}
		// The server also reports this for a collection that was created since.
		this.retry.run(this::requireThere);
		if (this.snapshot.isAvailable()) {
			this.snapshotLost.accept(this.collection, failure);
			if (this.collection.isCapped()) {
				this.snapshot = Snapshot.NONE; // the other collections keep it
			}
		}
	}

	/**
	 * The server overwrites the oldest documents of a capped collection. This ends a
	 * cursor that they overtake, and a reader that has lost its connection.
	 */
	private MonarchException isOverwritten(@Nullable MongoException failure) {
		return new MonarchException(MonarchException.Kind.FAILED,
				"Capped collection '" + this.collection.name() + "' of environment " + this.environment.description()
						+ " was overwritten faster than it was read, so a part of it is missing.",
				"Run it again when less is written to it, or exclude it: exclude(\"" + this.collection.name()
						+ "\") in a query set.",
				failure);
	}

}
