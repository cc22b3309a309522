package io.monarch.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import io.monarch.transfer.CollectionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What a backup of any form holds.
 *
 * @param summary what it says of itself, or {@code null} where the form says nothing
 * @param collections the collections
 * @param notices what is left out, each as a sentence
 * @param resources what has to be closed in the end
 */
record Contents(@Nullable BackupSummary summary, List<Stored> collections, List<String> notices, Closeable resources) {

	Contents {
		collections = List.copyOf(collections);
		notices = List.copyOf(notices);
	}

	/**
	 * A collection and where its documents are.
	 *
	 * @param definition what it is
	 * @param pieces where its documents are
	 */
	record Stored(CollectionDefinition definition, List<Piece> pieces) {

		Stored {
			pieces = List.copyOf(pieces);
		}

	}

	/**
	 * Documents that can be read by themselves.
	 */
	interface Piece {

		/**
		 * Open the documents, one following the other.
		 */
		InputStream open() throws IOException;

		/**
		 * Return how many documents there have to be, or -1 where that is not known.
		 */
		default long documents() {
			return -1;
		}

	}

}
