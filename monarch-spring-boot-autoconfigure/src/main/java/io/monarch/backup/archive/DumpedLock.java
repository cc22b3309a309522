package io.monarch.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

import io.monarch.environment.MonarchCollections;
import io.monarch.lock.LockRecord;
import io.monarch.transfer.CollectionNames;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * The lock in a dump of another tool. It shows which collections were Monarch's
 * unfinished work, and whether the database was partly replaced. A name alone does not
 * make a collection Monarch's.
 *
 * @param runs the runs that the lock names
 * @param replacement the source with which the database was being replaced, or
 * {@code null} if it was complete
 */
record DumpedLock(Set<String> runs, @Nullable String replacement) {

	static final DumpedLock NONE = new DumpedLock(Set.of(), null);

	static final String NAME = MonarchCollections.LOCK;

	DumpedLock {
		runs = Set.copyOf(runs);
	}

	static DumpedLock read(InputStream input) throws IOException {
		try (DocumentStream documents = new DocumentStream(input)) {
			for (RawBsonDocument each = documents.next(); each != null; each = documents.next()) {
				BsonDocument lock = each.decode(new BsonDocumentCodec());
				if (LockRecord.isRecord(lock)) {
					return of(lock);
				}
			}
		}
		return NONE;
	}

	private static DumpedLock of(BsonDocument lock) {
		Set<String> runs = (lock.get(LockRecord.RUNS) instanceof BsonDocument names) ? names.keySet() : Set.of();
		if (!(lock.get(LockRecord.REPLACEMENT) instanceof BsonDocument replacement)) {
			return new DumpedLock(runs, null);
		}
		return new DumpedLock(runs, (replacement.get("source") instanceof BsonString source)
				? FileNames.printable(source.getValue()) : "other data");
	}

	/**
	 * Tell whether a collection was Monarch's own.
	 */
	boolean isOwn(String collection) {
		String run = CollectionNames.runOf(collection);
		return collection.equals(NAME) || (run != null && this.runs.contains(run));
	}

}
