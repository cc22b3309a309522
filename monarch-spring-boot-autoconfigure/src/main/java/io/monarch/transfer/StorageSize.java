package io.monarch.transfer;

import org.bson.Document;

/**
 * Estimates what a copy of a collection will take on a disk. What a purge has left free
 * inside the files of the source does not count: a copy is written without it.
 */
final class StorageSize {

	/** What an entry of an index takes beside its values, at most. */
	private static final long ENTRY = 64;

	private StorageSize() {
	}

	/**
	 * Estimate from the statistics of a collection. The free part of a file is only known
	 * after the next checkpoint of the server, so that no more is taken than the
	 * documents are large, uncompressed.
	 * @param stats what {@code collStats} says
	 */
	static long of(Document stats) {
		long data = number(stats, "size");
		long stored = number(stats, "storageSize") - number(stats, "freeStorageSize");
		long indexes = number(stats, "totalIndexSize") - freeInIndexes(stats);
		long entries = number(stats, "nindexes") * (2 * data + ENTRY * number(stats, "count"));
		return Math.max(0, Math.min(stored, data)) + Math.max(0, Math.min(indexes, entries));
	}

	/**
	 * Return what the files of a collection take on a disk, and give back when it is
	 * dropped.
	 * @param stats what {@code collStats} or {@code dbStats} says
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
