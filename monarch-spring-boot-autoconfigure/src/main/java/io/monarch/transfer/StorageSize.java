package io.monarch.transfer;

import org.bson.Document;

/**
 * Estimates the size of a copy of a collection on disk. Free space inside the files of
 * the source does not count, since a copy does not have it.
 */
final class StorageSize {

	/** The maximum overhead of an index entry. */
	private static final long ENTRY = 64;

	private StorageSize() {
	}

	/**
	 * Estimate from the statistics of a collection. The free part of a file is known only
	 * after the next checkpoint of the server, so the estimate is limited to the
	 * uncompressed size of the documents.
	 * @param stats the result of {@code collStats}
	 */
	static long of(Document stats) {
		long data = number(stats, "size");
		long stored = number(stats, "storageSize") - number(stats, "freeStorageSize");
		long indexes = number(stats, "totalIndexSize") - freeInIndexes(stats);
		long entries = number(stats, "nindexes") * (2 * data + ENTRY * number(stats, "count"));
		return Math.max(0, Math.min(stored, data)) + Math.max(0, Math.min(indexes, entries));
	}

	/**
	 * Return the size of the files of a collection, which a drop releases.
	 * @param stats the result of {@code collStats} or {@code dbStats}
	 */
	static long ofFiles(Document stats) {
		long indexes = stats.containsKey("totalIndexSize") ? number(stats, "totalIndexSize")
				: number(stats, "indexSize");
		return number(stats, "storageSize") + indexes;
	}

	private static long freeInIndexes(Document stats) {
		long free = 0;
		for (Object details : stats.get("indexDetails", new Document()).values()) {
			if (details instanceof Document index && index.get("block-manager") instanceof Document blocks) {
				free += number(blocks, "file bytes available for reuse");
			}
		}
		return free;
	}

	static long number(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

}
