package io.monarch.transfer;

import java.util.List;

import org.bson.RawBsonDocument;

/**
 * Finds the first document of a collection in any source.
 */
final class FirstDocument {

	private FirstDocument() {
	}

	/**
	 * Tell whether there is a document.
	 */
	static boolean isIn(CollectionSource source, CollectionDefinition collection) throws InterruptedException {
		return !firstIn(source, collection).isEmpty();
	}

	/**
	 * Return the documents of the first batch that has any.
	 */
	static List<RawBsonDocument> firstIn(CollectionSource source, CollectionDefinition collection)
			throws InterruptedException {
		if (collection.kind() == CollectionDefinition.Kind.VIEW) {
			return List.of();
		}
		for (CollectionSource.Part part : source.parts(collection, Long.MAX_VALUE)) {
			try {
				part.read(new Finder());
			}
			catch (Found found) {
				return found.documents;
			}
		}
		return List.of();
	}

	/**
	 * Stops reading at the first batch.
	 */
	private static final class Finder implements PartWriter {

		@Override
		public void write(DocumentBatch batch) {
			if (!batch.documents().isEmpty()) {
				throw new Found(List.copyOf(batch.documents()));
			}
		}

	}

	/**
	 * Stops reading, since there is a document.
	 */
	private static final class Found extends RuntimeException {

		private final transient List<RawBsonDocument> documents;

		Found(List<RawBsonDocument> documents) {
			super(null, null, false, false);
			this.documents = documents;
		}

	}

}
