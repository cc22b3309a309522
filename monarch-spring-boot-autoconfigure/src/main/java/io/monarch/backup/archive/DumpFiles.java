package io.monarch.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.backup.archive.Contents.Stored;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The files of one dumped database, wherever they are, put together to collections.
 */
final class DumpFiles {

	private static final String BUCKETS = "system.buckets.";

	private static final String DATA = ".bson";

	private static final int METADATA_MAXIMUM = 64 << 20;

	private final Map<String, Opener> files = new TreeMap<>();

	private final Map<String, Long> sizes = new TreeMap<>();

	/**
	 * Add a file.
	 * @param name its name, without a suffix for a compression that the opener undoes
	 */
	void add(String name, long size, Opener opener) {
		if (this.files.put(name, opener) != null) {
			throw new BadArchiveException("holds the file '" + FileNames.printable(name) + "' twice");
		}
		this.sizes.put(name, size);
	}

	static boolean isDumpFile(String name) {
		return name.endsWith(DATA) || name.endsWith(CollectionMetadata.SUFFIX);
	}

	/**
	 * Put the files together.
	 */
	Contents contents(Closeable resources) throws IOException {
		Map<String, CollectionDefinition> definitions = new TreeMap<>();
		Map<String, String> data = new TreeMap<>();
		for (String name : this.files.keySet()) {
			if (name.endsWith(CollectionMetadata.SUFFIX)) {
				String stem = name.substring(0, name.length() - CollectionMetadata.SUFFIX.length());
				CollectionDefinition read = CollectionMetadata.read(FileNames.toCollection(stem), metadata(name), 0, 0);
				definitions.put(read.storedName(), read);
				if (this.files.containsKey(stem + DATA)) {
					data.put(read.storedName(), stem + DATA);
				}
			}
		}
		for (String name : this.files.keySet()) {
			if (name.endsWith(DATA) && !data.containsValue(name)) {
				String collection = FileNames.toCollection(name.substring(0, name.length() - DATA.length()));
				data.put(collection, name);
				if (!definitions.containsKey(collection)) {
					definitions.put(collection, withoutMetadata(collection));
				}
			}
		}
		List<Stored> collections = new ArrayList<>();
		List<String> notices = new ArrayList<>();
		for (Map.Entry<String, CollectionDefinition> each : definitions.entrySet()) {
			String notice = Foreign.notice(each.getValue().name());
			if (notice != null) {
				notices.add(notice);
			}
			else {
				collections.add(stored(each.getValue(), data.get(each.getKey())));
			}
		}
		return new Contents(null, collections, List.copyOf(new TreeSet<>(notices)), resources);
	}

	private Stored stored(CollectionDefinition definition, @Nullable String file) {
		if (file == null) {
			if (definition.kind() == Kind.TIME_SERIES
					&& this.files.containsKey(FileNames.of(definition.storedName()) + CollectionMetadata.SUFFIX)) {
				throw new BadArchiveException("lacks the buckets of collection '" + definition.name() + "'");
			}
			return new Stored(definition, List.of());
		}
		Opener opener = this.files.getOrDefault(file, InputStream::nullInputStream);
		long size = this.sizes.getOrDefault(file, 0L);
		return new Stored(definition.withSize(0, size), List.of((Piece) opener::open));
	}

	private static CollectionDefinition withoutMetadata(String collection) {
		if (collection.startsWith(BUCKETS)) {
			throw new BadArchiveException("holds buckets of a time-series collection without its metadata");
		}
		return new CollectionDefinition(collection, Kind.COLLECTION, new BsonDocument(), List.of(), "", 0, 0);
	}

	private byte[] metadata(String name) throws IOException {
		try (InputStream input = this.files.getOrDefault(name, InputStream::nullInputStream).open()) {
			byte[] bytes = input.readNBytes(METADATA_MAXIMUM + 1);
			if (bytes.length > METADATA_MAXIMUM) {
				throw new BadArchiveException("holds metadata that is too large");
			}
			return bytes;
		}
	}

	/**
	 * Opens a file.
	 */
	@FunctionalInterface
	interface Opener {

		InputStream open() throws IOException;

	}

}
