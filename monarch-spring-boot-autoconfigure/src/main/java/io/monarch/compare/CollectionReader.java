package io.monarch.compare;

import java.util.ArrayList;
import java.util.List;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import io.monarch.transfer.TransferListener;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Reads a collection of one side, and adds its documents to those that wait for their
 * counterparts.
 */
final class CollectionReader implements PartWriter {

	private final Side side;

	private final CollectionDefinition collection;

	private final LockStep step;

	private final UnmatchedDocuments unmatched;

	private final TransferListener listener;

	private final Fingerprints fingerprints = new Fingerprints();

	CollectionReader(Side side, CollectionDefinition collection, LockStep step, UnmatchedDocuments unmatched,
			TransferListener listener) {
		this.side = side;
		this.collection = collection;
		this.step = step;
		this.unmatched = unmatched;
		this.listener = listener;
	}

	/**
	 * Read all parts, in their order.
	 */
	void read(CollectionSource source) throws InterruptedException {
		for (CollectionSource.Part part : source.parts(this.collection, Long.MAX_VALUE)) {
			part.read(this);
		}
		this.step.end(this.side);
	}

	@Override
	public void write(DocumentBatch batch) throws InterruptedException {
		List<Fingerprint> prints = new ArrayList<>(batch.documents().size());
		List<BsonValue> ids = new ArrayList<>(batch.documents().size());
		for (RawBsonDocument document : batch.documents()) {
			BsonValue id = Fingerprints.id(document);
			prints.add(this.fingerprints.of(id, document));
			ids.add(id);
		}
		this.unmatched.add(this.side, prints, ids);
		this.listener.progress(this.collection.name(), batch.documents().size(), batch.bytes());
		this.step.read(this.side, batch.documents().size());
	}

}
