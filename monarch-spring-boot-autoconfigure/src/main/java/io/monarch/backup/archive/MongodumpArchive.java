package io.monarch.backup.archive;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.backup.archive.Contents.Stored;
import io.monarch.backup.storage.BackupFile;
import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Reads the archive format of mongodump. Its collections are interleaved, and each has a
 * checksum only at its end. So all of it is read once before anything is restored, and a
 * compressed one is written to a temporary file.
 */
final class MongodumpArchive {

	static final int MAGIC = 0x8199e26d;

	private static final int TERMINATOR = -1;

	private static final String BUCKETS = "system.buckets.";

	private static final int BUFFER = 1 << 20;

	/** The approximate size of a piece that is read separately. */
	private static final long PIECE = 8 << 20;

	private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

	private long position;

	private @Nullable String server;

	private MongodumpArchive() {
	}

	/**
	 * Read an archive.
	 * @param stream the whole archive, decompressed
	 * @param compressed whether it had to be decompressed
	 * @param wanted the database to restore, or {@code null} for the only one
	 */
	static Contents read(BackupFile file, InputStream stream, boolean compressed, @Nullable String wanted)
			throws IOException {
		MongodumpArchive archive = new MongodumpArchive();
		if (!compressed) {
			archive.index(new BufferedInputStream(stream, BUFFER));
			return archive.contents(file.name(), wanted, file::read, file);
		}
		Spool spool = Spool.create();
		try {
			OutputStream output = new BufferedOutputStream(spool.output(), BUFFER);
			archive.index(Spool.copy(new BufferedInputStream(stream, BUFFER), output));
			output.flush();
			return archive.contents(file.name(), wanted, spool::read, () -> {
				spool.close();
				file.close();
			});
		}
		catch (IOException | RuntimeException ex) {
			spool.close();
			throw ex;
		}
	}

	private void index(InputStream input) throws IOException {
		DataInputStream data = new DataInputStream(input);
		if (integer(data) != MAGIC) {
			throw new BadArchiveException("is not an archive of mongodump");
		}
		try {
			RawBsonDocument header = require(data);
			this.server = header.getString("server_version").getValue();
			for (RawBsonDocument each = document(data); each != null; each = document(data)) {
				declare(each);
			}
			while (true) {
				byte[] first = data.readNBytes(4);
				if (first.length == 0) {
					break;
				}
				if (first.length < 4) {
					throw new BadArchiveException("is truncated");
				}
				this.position += 4;
				block(data, new RawBsonDocument(rest(data, first)));
			}
		}
		catch (BsonInvalidOperationException ex) {
			throw new BadArchiveException("has a header that cannot be parsed");
		}
		this.namespaces.values().stream().filter((each) -> !each.closed).findFirst().ifPresent((each) -> {
			throw new BadArchiveException(
					"is truncated within collection '" + FileNames.printable(each.definition.name()) + "'");
		});
	}

	private void declare(RawBsonDocument metadata) {
		requireText(metadata);
		String database = metadata.getString("db").getValue();
		String collection = metadata.getString("collection").getValue();
		byte[] json = metadata.getString("metadata").getValue().getBytes(StandardCharsets.UTF_8);
		Namespace namespace;
		try {
			namespace = new Namespace(database, CollectionMetadata.read(collection, json), null, json.length > 0);
		}
		catch (UnreadableMetadataException ex) {
			namespace = new Namespace(database, new CollectionDefinition(collection,
					CollectionDefinition.Kind.COLLECTION, new BsonDocument(), List.of(), "", 0, 0), ex, true);
		}
		if (this.namespaces.put(database + "." + collection, namespace) != null) {
			throw new BadArchiveException("declares collection '" + FileNames.printable(collection) + "' twice");
		}
	}

	/**
	 * Find the collection of documents. Those of a time-series collection come under the
	 * name of its buckets, or since MongoDB 8.3 under its own.
	 */
	private @Nullable Namespace find(String database, String collection) {
		Namespace namespace = this.namespaces.get(database + "." + collection);
		if (namespace == null && collection.startsWith(BUCKETS)) {
			return this.namespaces.get(database + "." + collection.substring(BUCKETS.length()));
		}
		return namespace;
	}

	/**
	 * Require that names are UTF-8, since others would be read as different names.
	 */
	private static void requireText(RawBsonDocument header) {
		BsonDocument read = header.decode(new BsonDocumentCodec());
		if (!Arrays.equals(bytes(header), bytes(new RawBsonDocument(read, new BsonDocumentCodec())))) {
			throw new BadArchiveException("has a header that is not text");
		}
	}

	private static byte[] bytes(RawBsonDocument document) {
		byte[] bytes = new byte[document.getByteBuffer().remaining()];
		document.getByteBuffer().get(bytes);
		return bytes;
	}

	private void block(DataInputStream data, RawBsonDocument header) throws IOException {
		requireText(header);
		String name = header.getString("db").getValue() + "." + header.getString("collection").getValue();
		Namespace namespace = find(header.getString("db").getValue(), header.getString("collection").getValue());
		if (namespace == null || namespace.closed) {
			throw new BadArchiveException(
					"has documents of an unexpected collection '" + FileNames.printable(name) + "'");
		}
		long start = this.position;
		long documents = 0;
		for (RawBsonDocument document = document(data); document != null; document = document(data)) {
			documents++;
			namespace.crc.update(bytes(document));
		}
		if (header.getBoolean("EOF").getValue()) {
			namespace.closed = true;
			if (documents > 0 || header.getInt64("CRC").getValue() != namespace.crc.value()) {
				throw new BadArchiveException("is damaged: the checksum of collection '"
						+ FileNames.printable(namespace.definition.name()) + "' is wrong");
			}
		}
		else if (documents > 0) {
			namespace.add(start, this.position - 4 - start, documents);
		}
	}

	private RawBsonDocument require(DataInputStream data) throws IOException {
		RawBsonDocument document = document(data);
		if (document == null) {
			throw new BadArchiveException("has no header");
		}
		return document;
	}

	/**
	 * Read a document, or {@code null} for the end of a list of them.
	 */
	private @Nullable RawBsonDocument document(DataInputStream data) throws IOException {
		byte[] head = data.readNBytes(4);
		if (head.length < 4) {
			throw new BadArchiveException("is truncated");
		}
		this.position += 4;
		if (head[0] == TERMINATOR && head[1] == TERMINATOR && head[2] == TERMINATOR && head[3] == TERMINATOR) {
			return null;
		}
		return new RawBsonDocument(rest(data, head));
	}

	private byte[] rest(InputStream input, byte[] head) throws IOException {
		byte[] document = DocumentStream.rest(input, head);
		this.position += document.length - head.length;
		return document;
	}

	private int integer(DataInputStream data) throws IOException {
		byte[] bytes = data.readNBytes(4);
		this.position += bytes.length;
		return (bytes.length < 4) ? 0
				: (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 24;
	}

	private Contents contents(String name, @Nullable String wanted, Reader reader, Closeable resources)
			throws IOException {
		Set<String> databases = new TreeSet<>();
		this.namespaces.values().forEach((each) -> databases.add(each.database));
		databases.remove(""); // that of the oplog
		String database = Databases.pick(name, databases, wanted);
		if (database == null && !databases.isEmpty()) {
			throw new BadArchiveException("holds only the server's own databases, " + String.join(", ", databases)
					+ ", which are not restored");
		}
		Lists lists = Lists.read(this.namespaces, database, reader);
		List<Stored> collections = new ArrayList<>();
		Map<String, UnreadableMetadataException> unreadable = new HashMap<>();
		Set<String> notices = new TreeSet<>();
		Set<String> described = new TreeSet<>();
		for (Namespace each : this.namespaces.values()) {
			String leftOut = leftOut(each, database, lists.foreign());
			if (leftOut != null) {
				notices.add(leftOut);
			}
			else if (each.database.equals(database) && !each.isIndexList()) {
				add(each, lists, reader, notices, collections, unreadable);
				if (each.described) {
					described.add(each.definition.name());
				}
			}
		}
		lists.indexes().tell(described, lists.foreign(), notices::add);
		return new Contents(null, collections, unreadable, List.copyOf(notices), resources)
			.replacedBy(lists.lock().replacement())
			.from(this.server);
	}

	private static @Nullable String leftOut(Namespace namespace, @Nullable String database, DumpFilter foreign) {
		if (Databases.isOwn(namespace.database)) {
			return "The database '" + namespace.database + "' is left out"
					+ (namespace.database.equals("admin") ? ", with its users and roles" : "");
		}
		if (namespace.database.isEmpty()) {
			return DumpFilter.OPLOG;
		}
		return (namespace.database.equals(database) && !namespace.isIndexList())
				? foreign.notice(namespace.definition.name()) : null;
	}

	private static void add(Namespace namespace, Lists lists, Reader reader, Set<String> notices,
			List<Stored> collections, Map<String, UnreadableMetadataException> unreadable) {
		if (namespace.problem != null) {
			unreadable.put(namespace.definition.name(), namespace.problem);
			return;
		}
		String doubt = lists.foreign().doubt(namespace.definition.name());
		if (doubt != null) {
			notices.add(doubt);
		}
		CollectionDefinition definition = namespace.described ? namespace.definition
				: lists.indexes().describe(namespace.definition);
		collections.add(namespace.stored(definition, reader, notices::add));
	}

	/**
	 * The collections of a database that describe others.
	 */
	private record Lists(OldIndexList indexes, DumpedLock lock) {

		static Lists read(Map<String, Namespace> namespaces, @Nullable String database, Reader reader)
				throws IOException {
			Namespace indexes = namespaces.get(database + "." + OldIndexList.NAME);
			Namespace lock = namespaces.get(database + "." + DumpedLock.NAME);
			return new Lists((indexes != null) ? OldIndexList.read(indexes.documents(reader)) : new OldIndexList(),
					(lock != null) ? DumpedLock.read(lock.documents(reader)) : DumpedLock.NONE);
		}

		DumpFilter foreign() {
			return new DumpFilter(this.lock);
		}

	}

	/**
	 * Reads an indexed segment.
	 */
	@FunctionalInterface
	private interface Reader {

		InputStream read(long offset, long length) throws IOException;

	}

	/**
	 * A collection in the archive.
	 */
	private static final class Namespace {

		private final String database;

		private final CollectionDefinition definition;

		private final @Nullable UnreadableMetadataException problem;

		/** Whether it has metadata. */
		private final boolean described;

		private final Crc64 crc = new Crc64();

		private final List<long[]> segments = new ArrayList<>();

		private boolean closed;

		Namespace(String database, CollectionDefinition definition, @Nullable UnreadableMetadataException problem,
				boolean described) {
			this.database = database;
			this.definition = definition;
			this.problem = problem;
			this.described = described;
		}

		boolean isIndexList() {
			return this.definition.name().equals(OldIndexList.NAME);
		}

		InputStream documents(Reader reader) throws IOException {
			return new Segments(reader, this.segments).open();
		}

		Stored stored(CollectionDefinition described, Reader reader, Consumer<String> notices) {
			if (this.definition.kind() == CollectionDefinition.Kind.VIEW && documents() > 0) {
				throw new BadArchiveException(
						"holds documents of view '" + FileNames.printable(this.definition.name()) + "'");
			}
			return new Stored(OldDefinition.update(described, notices).withSize(documents(), bytes()), pieces(reader));
		}

		void add(long offset, long length, long documents) {
			this.segments.add(new long[] { offset, length, documents });
		}

		private boolean isCapped() {
			return OldDefinition.update(this.definition, (notice) -> {
			}).isCapped();
		}

		long documents() {
			return this.segments.stream().mapToLong((each) -> each[2]).sum();
		}

		long bytes() {
			return this.segments.stream().mapToLong((each) -> each[1]).sum();
		}

		/**
		 * Return the pieces. Small segments are read together, and those of a capped
		 * collection all in order.
		 */
		List<Piece> pieces(Reader reader) {
			List<Piece> pieces = new ArrayList<>();
			List<long[]> group = new ArrayList<>();
			long size = 0;
			for (long[] segment : this.segments) {
				group.add(segment);
				size += segment[1];
				if (size >= PIECE && !isCapped()) {
					pieces.add(new Segments(reader, List.copyOf(group)));
					group.clear();
					size = 0;
				}
			}
			if (!group.isEmpty()) {
				pieces.add(new Segments(reader, List.copyOf(group)));
			}
			return pieces;
		}

	}

	/**
	 * Some segments of a collection, one after the other.
	 */
	private record Segments(Reader reader, List<long[]> segments) implements Piece {

		@Override
		public InputStream open() throws IOException {
			List<InputStream> streams = new ArrayList<>();
			for (long[] segment : this.segments) {
				streams.add(new BufferedInputStream(this.reader.read(segment[0], segment[1])));
			}
			return new SequenceInputStream(Collections.enumeration(streams));
		}

		@Override
		public long documents() {
			return this.segments.stream().mapToLong((each) -> each[2]).sum();
		}

	}

}
