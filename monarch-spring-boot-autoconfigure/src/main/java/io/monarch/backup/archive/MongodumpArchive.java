package io.monarch.backup.archive;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.backup.archive.Contents.Stored;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.LocalFile;
import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonInvalidOperationException;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads the archive form of mongodump. Its collections are interleaved and checked only
 * at the end of each, so all of it is read once before anything is restored, and a
 * compressed one is put into a temporary file meanwhile.
 */
final class MongodumpArchive {

	static final int MAGIC = 0x8199e26d;

	private static final int TERMINATOR = -1;

	private static final int BUFFER = 1 << 20;

	/** About how many bytes make a piece that is read by itself. */
	private static final long PIECE = 8 << 20;

	private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

	private final TreeSet<String> databases = new TreeSet<>();

	private final List<String> notices = new ArrayList<>();

	private long position;

	private MongodumpArchive() {
	}

	/**
	 * Read an archive.
	 * @param stream all of it, decompressed
	 * @param compressed whether it had to be decompressed
	 */
	static Contents read(BackupFile file, InputStream stream, boolean compressed) throws IOException {
		MongodumpArchive archive = new MongodumpArchive();
		if (!compressed) {
			archive.index(new BufferedInputStream(stream, BUFFER));
			return archive.contents(file::read, file);
		}
		// Without a name while it is open, where the system can: a process that is killed
		// leaves nothing.
		FileChannel spool = FileChannel.open(Files.createTempFile("monarch-restore-", ".archive"),
				StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
		try {
			OutputStream output = new BufferedOutputStream(Channels.newOutputStream(spool), BUFFER);
			archive.index(new Copying(new BufferedInputStream(stream, BUFFER), output));
			output.flush();
			return archive.contents((offset, length) -> LocalFile.range(spool, offset, length), () -> {
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
			throw new BadArchiveException("is no archive of mongodump");
		}
		try {
			RawBsonDocument header = require(data);
			header.getString("server_version");
			for (RawBsonDocument each = document(data); each != null; each = document(data)) {
				declare(each);
			}
			while (true) {
				byte[] first = data.readNBytes(4);
				if (first.length == 0) {
					break;
				}
				if (first.length < 4) {
					throw new BadArchiveException("is cut off");
				}
				this.position += 4;
				block(data, new RawBsonDocument(rest(data, first)));
			}
		}
		catch (BsonInvalidOperationException ex) {
			throw new BadArchiveException("has a header that cannot be understood");
		}
		this.namespaces.values().stream().filter((each) -> !each.closed).findFirst().ifPresent((each) -> {
			throw new BadArchiveException("is cut off within collection '" + FileNames.printable(each.name) + "'");
		});
	}

	private void declare(RawBsonDocument metadata) {
		String database = metadata.getString("db").getValue();
		String collection = metadata.getString("collection").getValue();
		byte[] json = metadata.getString("metadata").getValue().getBytes(StandardCharsets.UTF_8);
		CollectionDefinition definition = CollectionMetadata.read(collection, json, 0, 0);
		Namespace namespace = new Namespace(collection, definition);
		// The documents of a time-series collection come under the name of its buckets.
		if (this.namespaces.put(database + "." + definition.storedName(), namespace) != null) {
			throw new BadArchiveException("declares collection '" + FileNames.printable(collection) + "' twice");
		}
		String notice = Foreign.notice(collection);
		if (notice != null || database.equals("admin") || database.isEmpty()) {
			namespace.left = true;
			this.notices.add((notice != null) ? notice : "The database 'admin' is left out, with its users and roles");
		}
		else {
			this.databases.add(database);
		}
	}

	private void block(DataInputStream data, RawBsonDocument header) throws IOException {
		String name = header.getString("db").getValue() + "." + header.getString("collection").getValue();
		Namespace namespace = this.namespaces.get(name);
		if (namespace == null || namespace.closed) {
			throw new BadArchiveException(
					"has documents of an unexpected collection '" + FileNames.printable(name) + "'");
		}
		long start = this.position;
		long documents = 0;
		for (RawBsonDocument document = document(data); document != null; document = document(data)) {
			documents++;
			byte[] bytes = new byte[document.getByteBuffer().remaining()];
			document.getByteBuffer().get(bytes);
			namespace.crc.update(bytes);
		}
		if (header.getBoolean("EOF").getValue()) {
			namespace.closed = true;
			if (documents > 0 || header.getInt64("CRC").getValue() != namespace.crc.value()) {
				throw new BadArchiveException("is damaged: the checksum of collection '"
						+ FileNames.printable(namespace.name) + "' is wrong");
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
			throw new BadArchiveException("is cut off");
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

	private Contents contents(Reader reader, Closeable resources) {
		if (this.databases.size() > 1) {
			throw new BadArchiveException("holds several databases, and one is restored at a time: " + this.databases);
		}
		List<Stored> collections = new ArrayList<>();
		for (Namespace each : this.namespaces.values()) {
			if (!each.left) {
				collections
					.add(new Stored(each.definition.withSize(each.documents(), each.bytes()), each.pieces(reader)));
			}
		}
		return new Contents(null, collections, List.copyOf(new TreeSet<>(this.notices)), resources);
	}

	/**
	 * Reads what has been indexed.
	 */
	@FunctionalInterface
	private interface Reader {

		InputStream read(long offset, long length) throws IOException;

	}

	/**
	 * A collection in the archive.
	 */
	private static final class Namespace {

		private final String name;

		private final CollectionDefinition definition;

		private final Crc64 crc = new Crc64();

		private final List<long[]> segments = new ArrayList<>();

		private boolean closed;

		private boolean left;

		Namespace(String name, CollectionDefinition definition) {
			this.name = name;
			this.definition = definition;
		}

		void add(long offset, long length, long documents) {
			this.segments.add(new long[] { offset, length, documents });
		}

		long documents() {
			return this.segments.stream().mapToLong((each) -> each[2]).sum();
		}

		long bytes() {
			return this.segments.stream().mapToLong((each) -> each[1]).sum();
		}

		/**
		 * Small segments are read together, those of a capped collection all in order.
		 */
		List<Piece> pieces(Reader reader) {
			List<Piece> pieces = new ArrayList<>();
			List<long[]> group = new ArrayList<>();
			long size = 0;
			for (long[] segment : this.segments) {
				group.add(segment);
				size += segment[1];
				if (size >= PIECE && !this.definition.isCapped()) {
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

	/**
	 * Writes what is read.
	 */
	private static final class Copying extends FilterInputStream {

		private final OutputStream output;

		Copying(InputStream input, OutputStream output) {
			super(input);
			this.output = output;
		}

		@Override
		public int read() throws IOException {
			int value = super.read();
			if (value >= 0) {
				this.output.write(value);
			}
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = super.read(buffer, offset, length);
			if (read > 0) {
				this.output.write(buffer, offset, read);
			}
			return read;
		}

	}

}
