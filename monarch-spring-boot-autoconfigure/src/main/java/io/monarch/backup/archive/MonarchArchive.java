package io.monarch.backup.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.monarch.backup.archive.Contents.Piece;
import io.monarch.backup.archive.Contents.Stored;
import io.monarch.backup.archive.Manifest.DataFile;
import io.monarch.backup.storage.BackupFile;
import io.monarch.transfer.CollectionDefinition;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads Monarch's own format. Checksums cover every bit: those in the manifest cover the
 * chunks, and that in the comment everything else.
 */
final class MonarchArchive {

	private static final int END_LENGTH = 22;

	private static final int END_SIGNATURE = 0x06054b50;

	private static final String BUCKETS = "system.buckets.";

	/**
	 * Larger than any chunk that is ever written, even one with a document of the maximum
	 * size.
	 */
	private static final long CHUNK_MAXIMUM = 24 << 20;

	private final BackupFile file;

	private final Map<String, ZipArchiveEntry> entries = new HashMap<>();

	private final List<ZipArchiveEntry> inOrder = new ArrayList<>();

	private MonarchArchive(BackupFile file) {
		this.file = file;
	}

	/**
	 * Read the comment at the end of a file.
	 * @return the comment, or {@code null} if the file does not end like a zip file
	 */
	static @Nullable String comment(BackupFile file) throws IOException {
		ZipEnd end = ZipEnd.read(file);
		return (end != null) ? end.comment() : null;
	}

	/**
	 * Read the contents of a backup, and check everything except the chunks.
	 * @param comment the comment of the zip file
	 */
	static Contents read(BackupFile file, String comment) throws IOException {
		return new MonarchArchive(file).read(comment);
	}

	private Contents read(String comment) throws IOException {
		try (ZipFile zip = ZipFile.builder().setSeekableByteChannel(this.file.channel()).get()) {
			for (var all = zip.getEntriesInPhysicalOrder(); all.hasMoreElements();) {
				ZipArchiveEntry entry = all.nextElement();
				this.inOrder.add(entry);
				if (this.entries.put(entry.getName(), entry) != null) {
					throw new BadArchiveException(
							"holds the file '" + FileNames.printable(entry.getName()) + "' twice");
				}
			}
			ZipArchiveEntry last = this.entries.get(Manifest.NAME);
			if (last == null) {
				throw new BadArchiveException("has no manifest");
			}
			Manifest manifest = Manifest.parse(content(last));
			checkStructure(manifest, comment);
			return contents(manifest);
		}
		catch (IllegalArgumentException ex) {
			throw new BadArchiveException("is damaged"); // a field of the zip file
		}
	}

	private byte[] content(ZipArchiveEntry entry) throws IOException {
		if (entry.getSize() < 0 || entry.getSize() > Math.min(this.file.size(), Integer.MAX_VALUE)) {
			throw new BadArchiveException("is damaged");
		}
		return bytes(entry.getDataOffset(), entry.getSize());
	}

	private byte[] bytes(long offset, long length) throws IOException {
		if (offset < 0 || length < 0 || offset + length > this.file.size()) {
			throw new BadArchiveException("is damaged");
		}
		try (InputStream input = this.file.read(offset, length)) {
			byte[] bytes = input.readNBytes((int) length);
			if (bytes.length < length) {
				throw new BadArchiveException("is truncated");
			}
			return bytes;
		}
	}

	/**
	 * Check all bytes outside the contents of the files with documents.
	 */
	private void checkStructure(Manifest manifest, String comment) throws IOException {
		Set<String> data = new HashSet<>();
		manifest.files().forEach((each) -> data.add(each.name()));
		MessageDigest digest = Digests.sha256();
		long digested = 0;
		for (ZipArchiveEntry entry : this.inOrder) {
			if (data.contains(entry.getName())) {
				digest.update(bytes(digested, entry.getDataOffset() - digested));
				digested = entry.getDataOffset() + entry.getSize();
			}
		}
		byte[] commentBytes = comment.getBytes(StandardCharsets.UTF_8);
		long end = this.file.size() - commentBytes.length - END_LENGTH;
		digest.update(bytes(digested, end - digested));
		String expected = manifest.summary().toComment(Digests.hex(digest));
		if (!expected.equals(comment)) {
			BackupSummary said = BackupSummary.ofComment(comment);
			throw new BadArchiveException((said == null || said.equals(manifest.summary()))
					? "is damaged: a checksum is wrong" : "is damaged: its comment contradicts its manifest ("
							+ FileNames.printable(manifest.summary().difference(said)) + ")");
		}
		checkEnd(end, commentBytes.length);
		manifest.requireCoherent();
	}

	/**
	 * Check the one record that its own comment cannot cover.
	 */
	private void checkEnd(long end, int comment) throws IOException {
		ByteBuffer record = ByteBuffer.wrap(bytes(end, END_LENGTH)).order(ByteOrder.LITTLE_ENDIAN);
		int count = Math.min(this.inOrder.size(), 0xffff);
		long directory = record.getInt(12) & 0xffffffffL;
		long offset = record.getInt(16) & 0xffffffffL;
		boolean large = offset == 0xffffffffL || count == 0xffff || directory == 0xffffffffL;
		boolean good = record.getInt(0) == END_SIGNATURE && record.getInt(4) == 0
				&& (record.getShort(8) & 0xffff) == count && (record.getShort(10) & 0xffff) == count
				&& (record.getShort(20) & 0xffff) == comment && (large || offset + directory == end);
		if (!good) {
			throw new BadArchiveException("is damaged: its end is wrong");
		}
	}

	private Contents contents(Manifest manifest) throws IOException {
		Map<String, DataFile> data = new HashMap<>();
		manifest.files().forEach((each) -> data.put(each.collection(), each));
		Map<String, StoredDefinition> definitions = new HashMap<>(manifest.definitions());
		List<Stored> collections = new ArrayList<>();
		Map<String, UnreadableMetadataException> unreadable = new HashMap<>();
		for (ZipArchiveEntry entry : this.inOrder) {
			if (!entry.getName().endsWith(CollectionMetadata.SUFFIX)) {
				continue;
			}
			String stem = stem(entry);
			try {
				CollectionDefinition named = definition(stem, entry, definitions.remove(entry.getName()));
				if (manifest.contentHash() != null) {
					requireSameMetadata(stem, entry, named);
				}
				DataFile file = data.remove(named.storedName());
				collections.add((file != null) ? stored(manifest, named, file) : withoutDocuments(named));
			}
			catch (UnreadableMetadataException ex) {
				String name = FileNames.toCollection(stem);
				data.remove(name);
				data.remove(BUCKETS + name);
				unreadable.put(name, ex);
			}
		}
		if (!data.isEmpty() || !definitions.isEmpty()) {
			throw new BadArchiveException("lacks metadata of collections");
		}
		return new Contents(manifest.summary(), collections, unreadable, List.of(), this.file, inconsistent(manifest),
				null, manifest.server(), manifest.masked());
	}

	/**
	 * Return the inconsistent collections, or {@code null} if the backup does not record
	 * them: earlier versions only recorded whether all are consistent.
	 */
	private static @Nullable Set<String> inconsistent(Manifest manifest) {
		Set<String> names = new HashSet<>();
		manifest.files()
			.stream()
			.filter((each) -> !each.consistent())
			.forEach((each) -> names.add(CollectionDefinition.nameOfStored(each.collection())));
		return (manifest.summary().consistent() || !names.isEmpty()) ? names : null;
	}

	private static String stem(ZipArchiveEntry entry) {
		String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
		return name.substring(0, name.length() - CollectionMetadata.SUFFIX.length());
	}

	/**
	 * Return the definition of a collection from the manifest, or from its metadata in
	 * backups of earlier versions.
	 */
	private CollectionDefinition definition(String stem, ZipArchiveEntry entry, @Nullable StoredDefinition stored)
			throws IOException {
		if (stored == null) {
			return CollectionMetadata.readFile(stem, content(entry));
		}
		CollectionDefinition named = stored.collection();
		if (!FileNames.of(named.name()).equals(stem)) {
			throw new BadArchiveException("holds metadata of a different collection than its name states");
		}
		return named;
	}

	/**
	 * Require that the metadata that other tools read is that of the definition.
	 */
	private void requireSameMetadata(String stem, ZipArchiveEntry entry, CollectionDefinition named)
			throws IOException {
		byte[] expected = CollectionMetadata.write(named);
		byte[] found = content(entry);
		if (!Arrays.equals(found, expected)
				&& !CollectionMetadata.readFile(stem, found).equals(CollectionMetadata.readFile(stem, expected))) {
			throw new BadArchiveException("holds metadata of collection '" + FileNames.printable(named.name())
					+ "' that contradicts its manifest");
		}
	}

	private static Stored withoutDocuments(CollectionDefinition named) {
		if (named.kind() != CollectionDefinition.Kind.VIEW) {
			throw new BadArchiveException("lacks documents of collection '" + FileNames.printable(named.name()) + "'");
		}
		return new Stored(named, List.of());
	}

	private Stored stored(Manifest manifest, CollectionDefinition named, DataFile file) {
		if (named.kind() == CollectionDefinition.Kind.VIEW) {
			throw new BadArchiveException("holds documents of view '" + FileNames.printable(named.name()) + "'");
		}
		ZipArchiveEntry stored = this.entries.get(file.name());
		if (stored == null || stored.getSize() != file.length()) {
			throw new BadArchiveException("lacks documents of collection '" + FileNames.printable(named.name()) + "'");
		}
		List<Piece> pieces = new ArrayList<>();
		for (Chunk chunk : file.chunks()) {
			pieces.add(new ChunkPiece(this.file, manifest.compression(), stored.getDataOffset(), chunk));
		}
		return new Stored(named.withSize(file.documents(), file.bytes()).withShardKey(file.shardKey()), pieces,
				file.contentHash());
	}

	/**
	 * A chunk, which is read and checked as a whole.
	 */
	private record ChunkPiece(BackupFile file, Compression compression, long start, Chunk chunk) implements Piece {

		@Override
		public long documents() {
			return this.chunk.documents();
		}

		@Override
		public long memory() {
			return this.chunk.bytes();
		}

		@Override
		public InputStream open() throws IOException {
			if (this.chunk.length() > CHUNK_MAXIMUM || this.chunk.bytes() > CHUNK_MAXIMUM) {
				throw new BadArchiveException("has a chunk that is too large");
			}
			byte[] compressed;
			try (InputStream input = this.file.read(this.start + this.chunk.offset(), this.chunk.length())) {
				compressed = input.readNBytes((int) this.chunk.length());
			}
			if (!Digests.sha256(compressed, compressed.length).equals(this.chunk.sha256())) {
				throw new BadArchiveException("is damaged: the checksum of a chunk is wrong");
			}
			byte[] bytes = decompress(compressed);
			if (bytes.length != this.chunk.bytes()) {
				throw new BadArchiveException("has a chunk whose size is not the declared size");
			}
			return new ByteArrayInputStream(bytes);
		}

		private byte[] decompress(byte[] compressed) throws IOException {
			int size = (int) this.chunk.bytes();
			try {
				return switch (this.compression) {
					case NONE -> compressed;
					case GZIP -> {
						try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
							yield gzip.readNBytes(size + 1);
						}
					}
					case ZSTD -> {
						Zstandard.load();
						yield Zstd.decompress(compressed, size);
					}
				};
			}
			catch (ZstdException ex) {
				throw new BadArchiveException("has a chunk that cannot be decompressed");
			}
		}

	}

}
