package io.monarch.backup.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.backup.archive.Manifest.DataFile;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.StoreFailure;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSink;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.CollectionWriter;
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Writes a backup: a zip file with the files of mongodump, one collection after the
 * other, and a manifest at its end.
 */
public final class ArchiveWriter implements CollectionSink {

	private static final long PART_BYTES = 256 << 20;

	private final BackupWriter output;

	private final ZipContainer zip;

	private final BackupOrigin origin;

	private final Compression compression;

	private final ChunkPool pool;

	private final Map<String, StoredDefinition> definitions = new LinkedHashMap<>();

	private final List<DataFile> files = new ArrayList<>();

	private List<String> masked = List.of();

	/**
	 * Begin a backup.
	 * @param output the output
	 * @param origin the origin of the backup
	 * @param compression the compression of its documents
	 */
	public ArchiveWriter(BackupWriter output, BackupOrigin origin, Compression compression) {
		this.output = output;
		this.zip = new ZipContainer(output);
		this.origin = origin;
		this.compression = compression;
		this.pool = new ChunkPool(compression);
		writing(() -> this.zip.write(this.origin.database() + "/prelude.json",
				("{\"ServerVersion\":\"" + this.origin.server() + "\",\"ToolVersion\":\"monarch\"}")
					.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public boolean isConcurrent() {
		return false;
	}

	/**
	 * Parts are large, since several threads compress one, but not so large that the
	 * snapshot could expire before the next one begins.
	 */
	@Override
	public long partBytes() {
		return PART_BYTES;
	}

	@Override
	public CollectionWriter open(CollectionDefinition collection) {
		String folder = this.origin.database() + "/";
		String metadata = folder + FileNames.of(collection.name()) + CollectionMetadata.SUFFIX;
		StoredDefinition definition = StoredDefinition.of(collection);
		if (!definition.isReadAs(collection)) {
			throw unreadable("of collection '" + FileNames.printable(collection.name()) + "'");
		}
		this.definitions.put(metadata, definition);
		writing(() -> this.zip.write(metadata, CollectionMetadata.write(collection)));
		if (collection.kind() == CollectionDefinition.Kind.VIEW) {
			return new Nothing(collection);
		}
		String name = folder + FileNames.of(collection.storedName()) + ".bson" + this.compression.suffix();
		writing(() -> this.zip.beginContent(name));
		return new Collection(name, collection);
	}

	private MonarchException unreadable(String of) {
		return new MonarchException(Kind.FAILED,
				"Backup '" + this.output.name() + "' would not hold the exact definition " + of + ".",
				"The backup was not created. Exclude that with a query set, or change it.");
	}

	/**
	 * Record which collections have masked fields.
	 * @param collections the names of the collections
	 */
	public void mask(List<String> collections) {
		this.masked = collections.stream().sorted().toList();
	}

	@Override
	public void complete(Set<String> inconsistent) {
		BackupSummary summary = new BackupSummary(this.origin.environment(), this.origin.database(),
				this.origin.querySet(), this.origin.createdAt(), inconsistent.isEmpty(),
				this.files.stream().mapToLong(DataFile::documents).sum(),
				this.files.stream().mapToLong(DataFile::buckets).sum(),
				this.files.stream().mapToLong(DataFile::bytes).sum(), this.origin.owner());
		Manifest manifest = Manifest.of(summary, this.origin.server(), this.compression,
				new LinkedHashMap<>(this.definitions), marked(inconsistent), this.masked);
		byte[] json = manifest.toJson();
		if (!isReadable(json, manifest)) {
			throw unreadable("of its contents");
		}
		writing(() -> {
			this.zip.write(Manifest.NAME, json);
			this.zip.finish(summary);
			this.output.complete();
		});
	}

	/**
	 * Return the files, marking those that were not read at the same point in time as the
	 * others.
	 */
	private List<DataFile> marked(Set<String> inconsistent) {
		return this.files.stream()
			.map((each) -> inconsistent.contains(CollectionDefinition.nameOfStored(each.collection()))
					? each.inconsistent() : each)
			.toList();
	}

	private static boolean isReadable(byte[] json, Manifest manifest) {
		try {
			return Manifest.parse(json).equals(manifest);
		}
		catch (BadArchiveException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.pool.close();
		writing(this.output::close);
	}

	/**
	 * Translate failures for administrators.
	 */
	private void writing(Write write) {
		try {
			write.run();
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED,
					"Backup '" + this.output.name() + "' cannot be written: " + StoreFailure.describe(ex) + ".",
					"The backup was not created. Check the store's free space and permissions, and run it again.", ex);
		}
	}

	/**
	 * Something that writes.
	 */
	@FunctionalInterface
	private interface Write {

		void run() throws IOException;

	}

	/**
	 * A view, which has only metadata.
	 */
	private record Nothing(CollectionDefinition collection) implements CollectionWriter {

		@Override
		public PartWriter part() {
			throw new IllegalStateException("A view has no documents");
		}

		@Override
		public CollectionSummary finish() {
			return new CollectionSummary(this.collection.name(), 0, 0, 0);
		}

	}

	/**
	 * A collection that is being written.
	 */
	private final class Collection implements CollectionWriter {

		private final String name;

		private final CollectionDefinition collection;

		private final List<Chunk> chunks = new ArrayList<>();

		private final MessageDigest digest = Digests.sha256();

		private final ContentHash contentHash = new ContentHash();

		private long offset;

		private long taken;

		Collection(String name, CollectionDefinition collection) {
			this.name = name;
			this.collection = collection;
		}

		@Override
		public PartWriter part() {
			return new Part(this);
		}

		private synchronized void take(int documents) {
			this.taken += documents;
		}

		/**
		 * Write a chunk without documents, since a compressed file must not be empty.
		 */
		private void writeNothing() {
			try (ChunkBuffer empty = new ChunkBuffer(ArchiveWriter.this.compression)) {
				empty.compress();
				append(empty);
			}
		}

		/**
		 * Write the chunk in a buffer. Only this is limited to one thread at a time.
		 */
		private synchronized void append(ChunkBuffer chunk) {
			writing(() -> ArchiveWriter.this.zip.writeContent(chunk.compressed(), chunk.compressedLength()));
			this.digest.update(chunk.compressed(), 0, chunk.compressedLength());
			this.contentHash.add(chunk.contentHash());
			this.chunks.add(chunk.describe(this.offset));
			this.offset += chunk.compressedLength();
		}

		@Override
		public synchronized CollectionSummary finish() {
			if (this.chunks.isEmpty()) {
				writeNothing();
			}
			writing(ArchiveWriter.this.zip::endContent);
			long documents = this.chunks.stream().mapToLong(Chunk::documents).sum();
			if (documents != this.taken) {
				throw new MonarchException(Kind.FAILED,
						"Backup '" + ArchiveWriter.this.output.name() + "' would lack documents of collection '"
								+ this.collection.name() + "': " + this.taken + " were read and " + documents
								+ " written.",
						"The backup was not created. Run it again.");
			}
			long bytes = this.chunks.stream().mapToLong(Chunk::bytes).sum();
			ArchiveWriter.this.files
				.add(new DataFile(this.name, this.collection.storedName(), documents, bytes, Digests.hex(this.digest),
						List.copyOf(this.chunks), this.collection.shardKey(), true, this.contentHash));
			return CollectionSummary.of(this.collection, documents, bytes);
		}

	}

	/**
	 * Collects the documents of a part into chunks. Those of a capped collection are
	 * written in their order.
	 */
	private final class Part implements PartWriter {

		private final Collection collection;

		private @Nullable ChunkBuffer buffer;

		Part(Collection collection) {
			this.collection = collection;
		}

		@Override
		public void write(DocumentBatch batch) throws InterruptedException {
			for (RawBsonDocument document : batch.documents()) {
				if (this.buffer != null && !this.buffer.fits(document)) {
					flush(this.buffer);
					this.buffer = null;
				}
				if (this.buffer == null) {
					this.buffer = ArchiveWriter.this.pool.take();
				}
				this.buffer.add(document);
			}
			this.collection.take(batch.documents().size());
		}

		private void flush(ChunkBuffer full) throws InterruptedException {
			ArchiveWriter.this.pool.compress(full, this.collection::append);
			if (this.collection.collection.isCapped()) {
				ArchiveWriter.this.pool.await();
			}
		}

		/**
		 * Wait until all chunks are written, since the collection may be finished next.
		 */
		@Override
		public void end() throws InterruptedException {
			if (this.buffer != null) {
				flush(this.buffer);
				this.buffer = null;
			}
			ArchiveWriter.this.pool.await();
		}

	}

}
