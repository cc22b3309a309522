package io.monarch.transfer;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.bson.RawBsonDocument;

/**
 * Computes the hash of the contents of each collection, with each document in a form.
 */
final class HashingSink implements CollectionSink {

	private static final long PART_BYTES = 64L << 20;

	private final Map<String, DatabaseDigest.CollectionDigest> digests = new ConcurrentHashMap<>();

	private final DocumentForm form;

	HashingSink(DocumentForm form) {
		this.form = form;
	}

	/**
	 * Return the digests, by the names of the collections.
	 */
	Map<String, DatabaseDigest.CollectionDigest> digests() {
		return this.digests;
	}

	@Override
	public boolean isConcurrent() {
		return true;
	}

	@Override
	public long partBytes() {
		return PART_BYTES;
	}

	@Override
	public CollectionWriter open(CollectionDefinition collection) {
		return new Writer(collection);
	}

	@Override
	public void complete(Set<String> inconsistent) {
	}

	@Override
	public void close() {
	}

	/**
	 * Adds up the hashes of the parts.
	 */
	private final class Writer implements CollectionWriter {

		private final CollectionDefinition collection;

		private final ContentHash sum = new ContentHash();

		private final AtomicLong bytes = new AtomicLong();

		Writer(CollectionDefinition collection) {
			this.collection = collection;
		}

		@Override
		public PartWriter part() {
			ContentHash part = new ContentHash();
			return new PartWriter() {

				@Override
				public void write(DocumentBatch batch) {
					for (RawBsonDocument document : batch.documents()) {
						part.add(HashingSink.this.form.of(Writer.this.collection.name(), document));
					}
					Writer.this.bytes.addAndGet(batch.bytes());
				}

				@Override
				public void end() {
					add(part);
				}

			};
		}

		private synchronized void add(ContentHash part) {
			this.sum.add(part);
		}

		@Override
		public synchronized CollectionSummary finish() {
			HashingSink.this.digests.put(this.collection.name(),
					new DatabaseDigest.CollectionDigest(this.collection, this.sum));
			return CollectionSummary.of(this.collection, this.sum.documents(), this.bytes.get());
		}

	}

}
