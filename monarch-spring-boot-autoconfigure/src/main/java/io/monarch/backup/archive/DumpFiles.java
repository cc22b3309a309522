package io.monarch.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.backup.archive.Contents.Stored;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the files of one dumped database, from any format, into collections.
 */
final class DumpFiles {

	private static final String BUCKETS = "system.buckets.";

	private static final String DATA = ".bson";

	/** The file that mongodump writes about itself since 100.11. */
	static final String PRELUDE = "prelude.json";

	private static final int METADATA_MAXIMUM = 64 << 20;

	private static final Set<String> STRAY = Set.of(".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".gitkeep",
			".gitignore", ".directory", "__macosx", ".spotlight-v100", ".trashes", ".fseventsd", "lost+found", "@eadir",
			".snapshot");

	private final Map<String, Opener> files = new TreeMap<>();

	private final Map<String, Long> sizes = new TreeMap<>();

	private final List<Stored> collections = new ArrayList<>();

	private final Map<String, UnreadableMetadataException> unreadable = new HashMap<>();

	private final Set<String> notices = new TreeSet<>();

	private DumpFilter foreign = new DumpFilter(DumpedLock.NONE);

	private OldIndexList indexes = new OldIndexList();

	/**
	 * Add a file.
	 * @param name its name, without the suffix of a compression that the opener handles
	 */
	void add(String name, long size, Opener opener) {
		if (this.files.put(name, opener) != null) {
			throw new BadArchiveException("holds the file '" + FileNames.printable(name) + "' twice");
		}
		this.sizes.put(name, size);
	}

	/**
	 * Add a notice about omitted data.
	 */
	void leftOut(String notice) {
		this.notices.add(notice);
	}

	static boolean isDumpFile(String name) {
		return name.endsWith(DATA) || name.endsWith(CollectionMetadata.SUFFIX);
	}

	/**
	 * Tell whether a file or directory is one that operating systems and programs create
	 * anywhere.
	 */
	static boolean isStray(String name) {
		String lower = name.toLowerCase(Locale.ROOT);
		return STRAY.contains(lower) || lower.startsWith("._") || lower.startsWith(".~lock.") || lower.endsWith(".lock")
				|| lower.endsWith("~") || (lower.startsWith(".") && lower.endsWith(".swp"));
	}

	/**
	 * Assemble the files.
	 */
	Contents contents(Closeable resources) throws IOException {
		DumpedLock lock = content(DumpedLock.NAME + DATA, DumpedLock::read, DumpedLock.NONE);
		this.foreign = new DumpFilter(lock);
		this.indexes = content(OldIndexList.NAME + DATA, OldIndexList::read, this.indexes);
		Set<String> data = new TreeSet<>();
		this.files.keySet().stream().filter((name) -> name.endsWith(DATA)).forEach(data::add);
		data.remove(OldIndexList.NAME + DATA);
		for (String name : this.files.keySet()) {
			if (name.endsWith(CollectionMetadata.SUFFIX)) {
				describe(name.substring(0, name.length() - CollectionMetadata.SUFFIX.length()), metadata(name), data);
			}
		}
		Set<String> described = new TreeSet<>(this.unreadable.keySet());
		this.collections.forEach((each) -> described.add(each.definition().name()));
		for (String name : data) {
			addWithoutMetadata(FileNames.toCollection(name.substring(0, name.length() - DATA.length())), name);
		}
		this.indexes.tell(described, this.foreign, this.notices::add);
		return new Contents(null, this.collections, this.unreadable, List.copyOf(this.notices), resources)
			.replacedBy(lock.replacement());
	}

	private <T> T content(String name, Reader<T> reader, T otherwise) throws IOException {
		Opener opener = this.files.get(name);
		if (opener == null) {
			return otherwise;
		}
		try (InputStream input = opener.open()) {
			return reader.read(input);
		}
	}

	private void addWithoutMetadata(String collection, String file) {
		CollectionDefinition definition = withoutMetadata(collection);
		if (this.foreign.notice(collection) == null) {
			definition = OldDefinition.update(this.indexes.describe(definition), this.notices::add);
		}
		boolean unused = add(definition, file);
	}

	/**
	 * Add a collection that has metadata.
	 * @param data the names of the files with documents that belong to no collection yet
	 */
	private void describe(String stem, byte[] json, Set<String> data) {
		if (FileNames.toCollection(stem).startsWith(BUCKETS)) {
			return; // that of the time series is complete
		}
		CollectionDefinition read;
		List<String> changes = new ArrayList<>();
		try {
			read = OldDefinition.update(CollectionMetadata.readFile(stem, json), changes::add);
		}
		catch (UnreadableMetadataException ex) {
			String name = FileNames.toCollection(stem);
			data.remove(stem + DATA);
			data.remove(FileNames.of(BUCKETS + name) + DATA);
			if (this.foreign.notice(name) == null) {
				this.unreadable.put(name, ex);
			}
			return;
		}
		// Since MongoDB 8.3, those of a time series are named as it is.
		String file = (read.kind() == Kind.TIME_SERIES && !data.contains(stem + DATA))
				? FileNames.of(read.storedName()) + DATA : stem + DATA;
		boolean found = data.remove(file);
		if (!found && read.kind() != Kind.VIEW && this.foreign.notice(read.name()) == null) {
			throw new BadArchiveException("lacks the documents of collection '" + FileNames.printable(read.name())
					+ "': there is no file '" + FileNames.printable(file) + "'");
		}
		if (found && read.kind() == Kind.VIEW) {
			throw new BadArchiveException("holds documents of view '" + FileNames.printable(read.name()) + "'");
		}
		if (add(read, found ? file : null)) {
			this.notices.addAll(changes);
		}
	}

	private boolean add(CollectionDefinition definition, @Nullable String file) {
		String notice = this.foreign.notice(definition.name());
		if (notice != null) {
			this.notices.add(notice);
			return false;
		}
		String doubt = this.foreign.doubt(definition.name());
		if (doubt != null) {
			this.notices.add(doubt);
		}
		if (file == null) {
			this.collections.add(new Stored(definition, List.of()));
			return true;
		}
		Opener opener = this.files.getOrDefault(file, InputStream::nullInputStream);
		long size = this.sizes.getOrDefault(file, 0L);
		this.collections.add(new Stored(definition.withSize(0, size), List.of((Piece) opener::open)));
		return true;
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
	 * Reads all of a file.
	 *
	 * @param <T> what is read
	 */
	@FunctionalInterface
	private interface Reader<T> {

		T read(InputStream input) throws IOException;

	}

	/**
	 * Opens a file.
	 */
	@FunctionalInterface
	interface Opener {

		InputStream open() throws IOException;

	}

}
