package io.monarch.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a collection that have no equal counterpart on the other side so far.
 * If both sides are read in the same order, these are few. If not, they are moved to
 * temporary files, so that memory is bounded whatever the size and the order.
 */
final class UnmatchedDocuments implements AutoCloseable {

	/** The number of documents in memory, of about 200 bytes each. */
	static final int IN_MEMORY = 200_000;

	/** A longer text or binary {@code _id} is counted, but not shown. */
	private static final int LONGEST_ID = 1024;

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final int inMemory;

	private Map<Fingerprint, Unmatched> documents = new HashMap<>();

	private @Nullable SpillFiles spilled;

	private long position;

	UnmatchedDocuments() {
		this(IN_MEMORY);
	}

	UnmatchedDocuments(int inMemory) {
		this.inMemory = inMemory;
	}

	/**
	 * Add documents of one side, each of which removes an equal one of the other side.
	 * @param fingerprints the fingerprints
	 * @param ids the values of {@code _id}, in the same order
	 */
	synchronized void add(Side side, List<Fingerprint> fingerprints, List<BsonValue> ids) {
		for (int i = 0; i < ids.size(); i++) {
			Unmatched one = new Unmatched(kept(ids.get(i)), side.sign(), this.position++);
			add(this.documents, fingerprints.get(i), one);
		}
		if (this.documents.size() > this.inMemory) {
			spill();
		}
	}

	static void add(Map<Fingerprint, Unmatched> documents, Fingerprint fingerprint, Unmatched one) {
		documents.compute(fingerprint, (key, known) -> {
			Unmatched sum = (known != null) ? known.plus(one) : one;
			return (sum.balance() != 0) ? sum : null;
		});
	}

	/**
	 * Return a value that does not refer to the bytes of its document.
	 */
	private static @Nullable BsonValue kept(BsonValue id) {
		return switch (id.getBsonType()) {
			case STRING -> (id.asString().getValue().length() <= LONGEST_ID) ? id : null;
			case BINARY -> (id.asBinary().getData().length <= LONGEST_ID) ? id : null;
			case DOCUMENT, ARRAY -> {
				RawBsonDocument copy = new RawBsonDocument(new BsonDocument("", id), CODEC);
				yield (copy.getByteBuffer().remaining() <= LONGEST_ID) ? copy.decode(CODEC).get("") : null;
			}
			default -> id;
		};
	}

	private void spill() {
		if (this.spilled == null) {
			this.spilled = new SpillFiles(this.inMemory);
		}
		this.spilled.write(this.documents);
		this.documents = new HashMap<>();
	}

	/**
	 * Call with all that is left, in groups that each contain all documents of some
	 * values of {@code _id}.
	 */
	synchronized void forEachGroup(Consumer<Map<Fingerprint, Unmatched>> consumer) throws InterruptedException {
		if (this.spilled == null) {
			consumer.accept(this.documents);
			return;
		}
		spill();
		this.spilled.read(consumer);
	}

	@Override
	public void close() {
		if (this.spilled != null) {
			this.spilled.close();
		}
	}

}
