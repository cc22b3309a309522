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
import io.monarch.transfer.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a backup of any format.
 *
 * @param summary its summary, or {@code null} if the format has none
 * @param collections the collections
 * @param unreadable the problems in the metadata of other collections, by their names
 * @param notices the omissions and changes, each as a sentence
 * @param resources the resources to close at the end
 * @param inconsistent the names of the collections that were not read at the same point
 * in time as the others, or {@code null} if that is not known
 * @param replacement the source with which the database was being replaced during the
 * dump, so that the collections are partly old and partly new, or {@code null}
 * @param server the version of the source's server, or {@code null} if it is not recorded
 * @param masked the names of the collections with masked fields, as far as it is recorded
 */
record Contents(@Nullable BackupSummary summary, List<Stored> collections,
		Map<String, UnreadableMetadataException> unreadable, List<String> notices, Closeable resources,
		@Nullable Set<String> inconsistent, @Nullable String replacement, @Nullable String server,
		List<String> masked) {

	/**
	 * Check the names, for all formats.
	 * @throws BadArchiveException if no database can have collections with these names
	 */
	Contents {
		collections = List.copyOf(collections);
		unreadable = Map.copyOf(unreadable);
		notices = List.copyOf(notices);
		masked = List.copyOf(masked);
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
	 * Create the contents of a format that does not record its consistency.
	 */
	Contents(@Nullable BackupSummary summary, List<Stored> collections,
			Map<String, UnreadableMetadataException> unreadable, List<String> notices, Closeable resources) {
		this(summary, collections, unreadable, notices, resources, null, null, null, List.of());
	}

	/**
	 * Return the same with the replacement that was in progress, if any.
	 */
	Contents replacedBy(@Nullable String source) {
		return new Contents(this.summary, this.collections, this.unreadable, this.notices, this.resources,
				this.inconsistent, source, this.server, this.masked);
	}

	/**
	 * Return the same with the version of the source's server.
	 */
	Contents from(@Nullable String version) {
		return new Contents(this.summary, this.collections, this.unreadable, this.notices, this.resources,
				this.inconsistent, this.replacement, version, this.masked);
	}

	/**
	 * Return some of the collections, each of which is complete in itself.
	 */
	Contents only(Set<String> names) {
		Map<String, UnreadableMetadataException> bad = new HashMap<>(this.unreadable);
		bad.keySet().retainAll(names);
		return new Contents(this.summary,
				this.collections.stream().filter((each) -> names.contains(each.definition().name())).toList(), bad,
				this.notices, this.resources, this.inconsistent, null, this.server, this.masked);
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
	 * A collection and its documents.
	 *
	 * @param definition its definition
	 * @param pieces its documents
	 * @param contentHash the recorded hash of its documents, or {@code null} if there is
	 * none
	 */
	record Stored(CollectionDefinition definition, List<Piece> pieces, @Nullable ContentHash contentHash) {

		Stored {
			pieces = List.copyOf(pieces);
		}

		/**
		 * Create one of a format without hashes.
		 */
		Stored(CollectionDefinition definition, List<Piece> pieces) {
			this(definition, pieces, null);
		}

	}

	/**
	 * Documents that can be read separately.
	 */
	interface Piece {

		/**
		 * Open the documents, one following the other.
		 */
		InputStream open() throws IOException;

		/**
		 * Return the expected number of documents, or -1 if it is not known.
		 */
		default long documents() {
			return -1;
		}

		/**
		 * Return the number of bytes that reading needs in memory at once, in addition to
		 * a batch.
		 */
		default long memory() {
			return 0;
		}

	}

}
