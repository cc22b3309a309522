package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
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
 * Reads a range. When the connection, the cursor or the snapshot is lost, it goes on
 * behind the last document that was written, so that each is written once.
 */
final class RangeReader implements CollectionSource.Part {

	private static final BsonDocument ID = new BsonDocument("_id", new BsonInt32(1));

	private static final long BATCH_BYTES = 4 << 20;

	private static final int BATCH_DOCUMENTS = 4000;

	private final Environment environment;

	private Snapshot snapshot;

	private final CollectionDefinition collection;

	private final Range range;

	private final @Nullable UnaryOperator<RawBsonDocument> change;

	private final BiConsumer<CollectionDefinition, MongoException> snapshotLost;

	private final Retry retry;

	private final int batchSize;

	private boolean inOrderOfId;

	private long written;

	private @Nullable BsonValue last;

	RangeReader(Environment environment, Snapshot snapshot, CollectionDefinition collection, Range range,
			@Nullable UnaryOperator<RawBsonDocument> change,
			BiConsumer<CollectionDefinition, MongoException> snapshotLost) {
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
				this.inOrderOfId = isInOrderOfId(session);
				try (MongoCursor<RawBsonDocument> cursor = find(session).cursor()) {
					drain(cursor, writer);
				}
				return;
			}
			catch (MongoException ex) {
				recover(ex);
			}
		}
	}

	/**
	 * At a snapshot the order of the disk, which is the fastest, is always the same, so
	 * that what was read can be passed over. Without one, only the order of {@code _id}
	 * is.
	 */
	private boolean isInOrderOfId(@Nullable ClientSession session) {
		return !this.collection.isCapped()
				&& (!this.range.isWhole() || session == null || this.collection.kind() == Kind.TIME_SERIES);
	}

	private FindIterable<RawBsonDocument> find(@Nullable ClientSession session) {
		MongoCollection<RawBsonDocument> documents = this.environment.mongoDatabase()
			.getCollection(this.collection.storedName(), RawBsonDocument.class);
		FindIterable<RawBsonDocument> find = (session != null) ? documents.find(session) : documents.find();
		find.batchSize(this.batchSize);
		if (this.range.from() != null || this.range.to() != null) {
			return range(find);
		}
		if (this.inOrderOfId) {
			return find.filter(filter()).sort(Sorts.ascending("_id")).allowDiskUse(this.range.query() != null);
		}
		return find.filter(filter()).skip(Math.toIntExact(this.written));
	}

	private Bson filter() {
		Bson filter = (this.range.query() != null) ? this.range.query().filter() : new BsonDocument();
		return (this.inOrderOfId && this.last != null) ? Filters.and(filter, behind(this.last)) : filter;
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
		return find.hint(ID);
	}

	private static Bson behind(BsonValue id) {
		return Filters.expr(new BsonDocument("$gt",
				new BsonArray(List.of(new BsonString("$_id"), new BsonDocument("$literal", id)))));
	}

	private void drain(MongoCursor<RawBsonDocument> cursor, PartWriter writer) throws InterruptedException {
		List<RawBsonDocument> batch = new ArrayList<>();
		long bytes = 0;
		BsonValue seen = this.inOrderOfId ? this.last : null;
		while (cursor.hasNext()) {
			RawBsonDocument document = cursor.next();
			if (seen != null && seen.equals(document.get("_id"))) {
				continue; // the bound of an index includes it
			}
			seen = null;
			if (this.range.query() != null && !this.range.query().takes(document)) {
				continue;
			}
			RawBsonDocument changed = (this.change != null) ? this.change.apply(document) : document;
			batch.add(changed);
			bytes += DocumentBatch.size(changed);
			if (batch.size() >= this.batchSize || bytes >= BATCH_BYTES) {
				write(batch, bytes, writer);
				batch = new ArrayList<>();
				bytes = 0;
			}
		}
		if (!batch.isEmpty()) {
			write(batch, bytes, writer);
		}
	}

	private void write(List<RawBsonDocument> batch, long bytes, PartWriter writer) throws InterruptedException {
		writer.write(new DocumentBatch(batch, bytes));
		this.written += batch.size();
		this.last = batch.get(batch.size() - 1).get("_id");
		this.retry.succeeded();
	}

	private void recover(MongoException failure) throws InterruptedException {
		if (Snapshot.isGone(failure) && this.snapshot.isAvailable()) {
			this.snapshotLost.accept(this.collection, failure);
			if (this.collection.isCapped()) {
				this.snapshot = Snapshot.NONE; // the other collections keep it
			}
		}
		else if (!Snapshot.isGone(failure)) {
			this.retry.await(failure);
		}
		if (this.written > 0 && !this.inOrderOfId && !this.snapshot.isAvailable()) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"Collection '" + this.collection.name() + "' of environment " + this.environment.description()
							+ " has to be read in one piece, and meanwhile "
							+ (Snapshot.isGone(failure) ? "the server lost the snapshot." : "the connection was lost."),
					"Run it again.", failure);
		}
	}

}
