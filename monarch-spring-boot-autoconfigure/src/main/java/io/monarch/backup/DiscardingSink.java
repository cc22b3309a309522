package io.monarch.backup;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSink;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.CollectionWriter;
import io.monarch.transfer.PartWriter;

/**
 * Discards everything, for a source that is read only to verify it.
 */
final class DiscardingSink implements CollectionSink {

	private final long partBytes;

	/**
	 * Create for a backup, which already has its parts.
	 */
	DiscardingSink() {
		this(Long.MAX_VALUE);
	}

	/**
	 * Create for a database, whose collections are read in parts of this size.
	 */
	DiscardingSink(long partBytes) {
		this.partBytes = partBytes;
	}

	@Override
	public boolean isConcurrent() {
		return true;
	}

	@Override
	public long partBytes() {
		return this.partBytes;
	}

	@Override
	public CollectionWriter open(CollectionDefinition collection) {
		AtomicLong documents = new AtomicLong();
		AtomicLong bytes = new AtomicLong();
		return new CollectionWriter() {

			@Override
			public PartWriter part() {
				return (batch) -> {
					documents.addAndGet(batch.documents().size());
					bytes.addAndGet(batch.bytes());
				};
			}

			@Override
			public CollectionSummary finish() {
				return CollectionSummary.of(collection, documents.get(), bytes.get());
			}

		};
	}

	@Override
	public void complete(Set<String> inconsistent) {
	}

	@Override
	public void close() {
	}

}
