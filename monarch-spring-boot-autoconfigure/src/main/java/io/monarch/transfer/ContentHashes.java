package io.monarch.transfer;

import java.util.HashMap;
import java.util.Map;

/**
 * The hashes of the collections of a source, collected while several threads read it.
 */
public final class ContentHashes {

	private final Map<String, ContentHash> hashes = new HashMap<>();

	/**
	 * Return a part whose documents are hashed as they are read.
	 */
	CollectionSource.Part of(String collection, CollectionSource.Part part) {
		return (writer) -> {
			ContentHash hash = new ContentHash();
			part.read(new PartWriter() {

				@Override
				public void write(DocumentBatch batch) throws InterruptedException {
					batch.documents().forEach(hash::add);
					writer.write(batch);
				}

				@Override
				public void end() throws InterruptedException {
					writer.end();
				}

			});
			add(collection, hash);
		};
	}

	private synchronized void add(String collection, ContentHash part) {
		this.hashes.computeIfAbsent(collection, (unused) -> new ContentHash()).add(part);
	}

	/**
	 * Return the hash of a collection.
	 * @param collection the name of the collection
	 * @return the hash of all its documents that were read
	 */
	public synchronized ContentHash of(String collection) {
		ContentHash hash = new ContentHash();
		ContentHash known = this.hashes.get(collection);
		if (known != null) {
			hash.add(known);
		}
		return hash;
	}

}
