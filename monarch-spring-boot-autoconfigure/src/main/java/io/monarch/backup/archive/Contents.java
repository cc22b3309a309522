package io.monarch.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionNames;
import org.jspecify.annotations.Nullable;

/**
 * What a backup of any form holds.
 *
 * @param summary what it says of itself, or {@code null} where the form says nothing
 * @param collections the collections
 * @param unreadable what is wrong with the metadata of collections that are not among
 * these, by their names
 * @param notices what is left out or changed, each as a sentence
 * @param resources what has to be closed in the end
 * @param inconsistent the names of the collections that are not of the point in time of
 * all others, or {@code null} where that is not known
 * @param replacement what the database was being replaced by when it was dumped, so that
 * the collections are partly old and partly new, or {@code null}
 */
record Contents(@Nullable BackupSummary summary, List<Stored> collections,
		Map<String, UnreadableMetadataException> unreadable, List<String> notices, Closeable resources,
		@Nullable Set<String> inconsistent, @Nullable String replacement) {

	/**
	 * Check the names, whatever the form is.
	 * @throws BadArchiveException if no database can hold collections of these names
	 */
	Contents {
		collections = List.copyOf(collections);
		unreadable = Map.copyOf(unreadable);
		notices = List.copyOf(notices);
		Set<String> names = new HashSet<>(unreadable.keySet());
		for (Stored each : collections) {
			String name = each.definition().name();
			String problem = CollectionNames.problem(name);
			if (problem != null) {
				throw new BadArchiveException(
						"holds a collection with the impossible name '" + FileNames.printable(name) + "': " + problem);
			}
			if (!names.add(name)) {
				throw new BadArchiveException("holds collection '" + FileNames.printable(name) + "' twice");
			}
		}
	}

	/**
	 * Create the contents of a form that does not say how it was read.
	 */
	Contents(@Nullable BackupSummary summary, List<Stored> collections,
			Map<String, UnreadableMetadataException> unreadable, List<String> notices, Closeable resources) {
		this(summary, collections, unreadable, notices, resources, null, null);
	}

	/**
	 * Return the same of a database that was being replaced, or was not.
	 */
	Contents replacedBy(@Nullable String source) {
		return new Contents(this.summary, this.collections, this.unreadable, this.notices, this.resources,
				this.inconsistent, source);
	}

	/**
	 * Return some of the collections, each of which is complete in itself.
	 */
	Contents only(Set<String> names) {
		Map<String, UnreadableMetadataException> bad = new HashMap<>(this.unreadable);
		bad.keySet().retainAll(names);
		return new Contents(this.summary,
				this.collections.stream().filter((each) -> names.contains(each.definition().name())).toList(), bad,
				this.notices, this.resources, this.inconsistent, null);
	}

	/**
	 * Return the names of all collections.
	 */
	Set<String> names() {
		Set<String> names = new TreeSet<>(this.unreadable.keySet());
		this.collections.forEach((each) -> names.add(each.definition().name()));
		return names;
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

		/**
		 * Return how many bytes are in memory at once while the documents are read,
		 * beside a batch of them.
		 */
		default long memory() {
			return 0;
		}

	}

}
