package io.monarch.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * The collection {@code system.indexes} of a dump: all indexes of a database whose
 * collections have no metadata. Dumps before mongodump 2.2 have this format.
 */
final class OldIndexList {

	static final String NAME = "system.indexes";

	private static final int MAXIMUM = 64 << 20;

	private final Map<String, List<BsonDocument>> indexes = new LinkedHashMap<>();

	private final Set<String> used = new TreeSet<>();

	/**
	 * Read the documents of the collection.
	 * @throws BadArchiveException if one of them is not an index
	 */
	static OldIndexList read(InputStream input) throws IOException {
		OldIndexList list = new OldIndexList();
		long bytes = 0;
		try (DocumentStream documents = new DocumentStream(input)) {
			for (RawBsonDocument each = documents.next(); each != null; each = documents.next()) {
				bytes += each.getByteBuffer().remaining();
				if (bytes > MAXIMUM) {
					throw new BadArchiveException("holds a list of indexes ('" + NAME + "') that is too large");
				}
				list.add(each.decode(new BsonDocumentCodec()));
			}
		}
		return list;
	}

	private void add(BsonDocument index) {
		int dot = (index.get("ns") instanceof BsonString namespace) ? namespace.getValue().indexOf('.') : -1;
		if (dot < 0 || !(index.get("key") instanceof BsonDocument)) {
			throw new BadArchiveException(
					"holds a list of indexes ('" + NAME + "') with an entry that lacks its collection and key");
		}
		// The dump may be in a folder with another name, so the name of the database is
		// ignored.
		String collection = index.getString("ns").getValue().substring(dot + 1);
		index.remove("ns");
		this.indexes.computeIfAbsent(collection, (name) -> new ArrayList<>()).add(index);
	}

	/**
	 * Return the names of the collections that have indexes.
	 */
	Set<String> collections() {
		return this.indexes.keySet();
	}

	/**
	 * Add the indexes to a collection without metadata.
	 */
	CollectionDefinition describe(CollectionDefinition collection) {
		this.used.add(collection.name());
		return new CollectionDefinition(collection.name(), collection.kind(), collection.options(),
				this.indexes.getOrDefault(collection.name(), List.of()), collection.uuid(), collection.documents(),
				collection.bytes());
	}

	/**
	 * Report what such a dump lacks.
	 * @param described the names of the collections that have metadata
	 * @param notices receives a sentence each
	 */
	void tell(Set<String> described, DumpFilter foreign, Consumer<String> notices) {
		if (!this.used.isEmpty()) {
			notices.accept("The dump has an old format without the options of collections: all are restored without "
					+ "options, including capped ones");
		}
		this.indexes.keySet()
			.stream()
			.filter((each) -> !this.used.contains(each) && !described.contains(each) && foreign.notice(each) == null)
			.forEach((each) -> notices.accept("Indexes of collection '" + FileNames.printable(each)
					+ "' are left out, since the dump does not hold the collection"));
	}

}
