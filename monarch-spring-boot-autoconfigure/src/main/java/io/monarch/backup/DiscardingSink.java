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

	@Override
	public boolean isConcurrent() {
		return true;
	}

	@Override
	public long partBytes() {
		return Long.MAX_VALUE; // a backup already has its parts
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
