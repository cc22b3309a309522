package io.monarch.transfer;

/**
 * Looks for one document of a collection, whatever it is read from.
 */
final class FirstDocument {

	private FirstDocument() {
	}

	/**
	 * Read until there is a document.
	 */
	static boolean isIn(CollectionSource source, CollectionDefinition collection) throws InterruptedException {
		if (collection.kind() == CollectionDefinition.Kind.VIEW) {
			return false;
		}
		for (CollectionSource.Part part : source.parts(collection, Long.MAX_VALUE)) {
			try {
				part.read(new Finder());
			}
			catch (Found found) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Ends the reading at the first batch.
	 */
	private static final class Finder implements PartWriter {

		@Override
		public void write(DocumentBatch batch) {
			if (!batch.documents().isEmpty()) {
				throw new Found();
			}
		}

	}

	/**
	 * Leaves the reading: there is a document.
	 */
	private static final class Found extends RuntimeException {

		Found() {
			super(null, null, false, false);
		}

	}

}
