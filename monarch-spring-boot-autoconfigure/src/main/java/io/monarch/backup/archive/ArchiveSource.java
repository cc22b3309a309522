package io.monarch.backup.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.backup.archive.Contents.Piece;
import io.monarch.backup.archive.Contents.Stored;
import io.monarch.backup.storage.BackupFile;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionSource;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup of any form: Monarch's own, those of mongodump, and that of the Python
 * monarch. Whatever is wrong with it is an error that names it.
 */
public final class ArchiveSource implements CollectionSource {

	private static final int ZIP = 0x04034b50;

	private static final int EMPTY_ZIP = 0x06054b50;

	private static final int ZSTD = 0xfd2fb528;

	private static final int GZIP = 0x8b1f;

	private static final int BATCH_DOCUMENTS = 4000;

	private static final long BATCH_BYTES = 4 << 20;

	private final String name;

	private final Contents contents;

	private final long size;

	private ArchiveSource(String name, Contents contents, long size) {
		this.name = name;
		this.contents = contents;
		this.size = size;
	}

	/**
	 * Open a file of a store.
	 * @param file the file, which is closed with the source
	 * @return the source
	 * @throws MonarchException if it is no backup, or a bad one
	 */
	public static ArchiveSource open(BackupFile file) {
		BackupFile bounded = new StoreBoundary(file);
		return reading(file.name(), () -> {
			try {
				return new ArchiveSource(file.name(), read(bounded), file.size());
			}
			catch (IOException | RuntimeException ex) {
				bounded.close();
				throw ex;
			}
		});
	}

	/**
	 * Open the directory of a dump.
	 * @param directory the directory
	 * @return the source
	 * @throws MonarchException if it is no dump, or a bad one
	 */
	public static ArchiveSource open(Path directory) {
		return reading(directory.toString(),
				() -> new ArchiveSource(directory.toString(), DumpDirectory.read(directory), size(directory)));
	}

	private static long size(Path directory) throws IOException {
		try (var paths = Files.walk(directory)) {
			return paths.filter(Files::isRegularFile).mapToLong((path) -> path.toFile().length()).sum();
		}
	}

	/**
	 * Read what a file says of itself, without reading more than its end.
	 * @param file the file
	 * @return the summary, or {@code null} where it is not a complete backup of Monarch's
	 * own form
	 * @throws IOException if it cannot be read
	 */
	public static @Nullable BackupSummary summary(BackupFile file) throws IOException {
		String comment = MonarchArchive.comment(file);
		return (comment != null) ? BackupSummary.ofComment(comment) : null;
	}

	/**
	 * Tell whether a file has the form of a dump that another tool made, without reading
	 * more than its ends.
	 * @param file the file
	 * @return whether it has
	 * @throws IOException if it cannot be read
	 */
	public static boolean isForeign(BackupFile file) throws IOException {
		int magic = magic(file);
		return "".equals(MonarchArchive.comment(file)) || magic == MongodumpArchive.MAGIC || magic == ZSTD
				|| (magic & 0xffff) == GZIP;
	}

	private static Contents read(BackupFile file) throws IOException {
		int magic = magic(file);
		if (magic == ZIP || magic == EMPTY_ZIP) {
			String comment = MonarchArchive.comment(file);
			if (comment == null) {
				throw new BadArchiveException("is incomplete or cut off: its end is missing");
			}
			return comment.isEmpty() ? FlatZip.read(file) : MonarchArchive.read(file, comment);
		}
		if (magic == MongodumpArchive.MAGIC) {
			return MongodumpArchive.read(file, file.read(0, file.size()), false);
		}
		if (magic == ZSTD) {
			return MongodumpArchive.read(file,
					new ZstdCompressorInputStream(new BufferedInputStream(file.read(0, file.size()))), true);
		}
		if ((magic & 0xffff) == GZIP) {
			return MongodumpArchive.read(file,
					GzipCompressorInputStream.builder()
						.setInputStream(new BufferedInputStream(file.read(0, file.size())))
						.setDecompressConcatenated(true)
						.get(),
					true);
		}
		throw new BadArchiveException((file.size() == 0) ? "is empty" : "is no backup: its form is not known");
	}

	private static int magic(BackupFile file) throws IOException {
		try (InputStream input = file.read(0, Math.min(file.size(), 4))) {
			byte[] bytes = input.readNBytes(4);
			int magic = 0;
			for (int i = bytes.length - 1; i >= 0; i--) {
				magic = (magic << 8) | (bytes[i] & 0xff);
			}
			return magic;
		}
	}

	/**
	 * Return what a backup says of itself.
	 * @return the summary, or {@code null} where its form says nothing
	 */
	public @Nullable BackupSummary summary() {
		return this.contents.summary();
	}

	/**
	 * Return what is left out.
	 * @return a sentence each
	 */
	public List<String> notices() {
		return this.contents.notices();
	}

	/**
	 * Leave out all collections but some.
	 * @param names the names of those that stay
	 * @return the source with fewer collections
	 * @throws MonarchException if there is none of one of the names
	 */
	public ArchiveSource only(Set<String> names) {
		Set<String> known = collections().stream().map(CollectionDefinition::name).collect(Collectors.toSet());
		names.stream().filter((each) -> !known.contains(each)).findFirst().ifPresent((missing) -> {
			throw new MonarchException(Kind.BAD_INPUT,
					"Backup '" + this.name + "' holds no collection '" + missing + "'.",
					"It holds " + String.join(", ", known.stream().sorted().toList()) + ".");
		});
		List<Stored> kept = this.contents.collections()
			.stream()
			.filter((each) -> names.contains(each.definition().name()))
			.toList();
		return new ArchiveSource(this.name,
				new Contents(this.contents.summary(), kept, this.contents.notices(), this.contents.resources()),
				share(kept));
	}

	/**
	 * Return how much of the backup some collections take, if all are compressed alike.
	 */
	private long share(List<Stored> kept) {
		double all = bytes(this.contents.collections());
		return (all > 0) ? (long) (this.size * (bytes(kept) / all)) : this.size;
	}

	private static double bytes(List<Stored> collections) {
		return collections.stream().mapToDouble((each) -> (double) Math.max(0, each.definition().bytes())).sum();
	}

	@Override
	public List<CollectionDefinition> collections() {
		return this.contents.collections().stream().map(Stored::definition).toList();
	}

	@Override
	public List<Part> parts(CollectionDefinition collection, long partBytes) {
		List<Piece> pieces = this.contents.collections()
			.stream()
			.filter((each) -> each.definition().name().equals(collection.name()))
			.flatMap((each) -> each.pieces().stream())
			.toList();
		if (collection.isCapped()) {
			return pieces.isEmpty() ? List.of() : List.of((writer) -> {
				for (Piece piece : pieces) {
					read(piece, writer);
				}
			});
		}
		return pieces.stream().<Part>map((piece) -> (writer) -> read(piece, writer)).toList();
	}

	private void read(Piece piece, PartWriter writer) throws InterruptedException {
		PieceReader reader = new PieceReader(this.name, piece);
		for (DocumentBatch batch = reader.next(); batch != null; batch = reader.next()) {
			writer.write(batch);
		}
	}

	@Override
	public boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		// Other forms do not say how many there are.
		return (summary() != null) ? collection.documents() > 0 : CollectionSource.super.hasDocuments(collection);
	}

	@Override
	public OptionalLong selectedDocuments(CollectionDefinition collection) {
		return (summary() != null || collection.documents() > 0) ? OptionalLong.of(collection.documents())
				: OptionalLong.empty();
	}

	@Override
	public long bytesOnDisk() {
		return this.size;
	}

	@Override
	public boolean isConsistent() {
		BackupSummary summary = this.contents.summary();
		return summary != null && summary.consistent();
	}

	@Override
	public void close() {
		reading(this.name, () -> {
			this.contents.resources().close();
			return this;
		});
	}

	/**
	 * Put what is wrong with a backup in an administrator's words.
	 */
	private static <T extends @Nullable Object> T reading(String name, Reading<T> reading) {
		String backup = "Backup '" + FileNames.printable(name) + "' ";
		try {
			return reading.run();
		}
		catch (BadArchiveException ex) {
			throw new BadBackupException(backup + ex.getMessage() + ".", ex);
		}
		catch (FileSystemException ex) {
			throw unreadable(backup, ex);
		}
		catch (UncheckedIOException ex) {
			throw unreadable(backup, ex);
		}
		catch (IOException ex) {
			String why = (ex.getMessage() != null) ? ": " + FileNames.printable(ex.getMessage()) : "";
			throw new BadBackupException(backup + "is damaged" + why + ".", ex);
		}
	}

	private static MonarchException unreadable(String backup, Exception ex) {
		return new MonarchException(Kind.FAILED, backup + "cannot be read: " + ex.getMessage() + ".",
				"Nothing was changed. Check the store and run it again.", ex);
	}

	/**
	 * Something that reads.
	 */
	@FunctionalInterface
	private interface Reading<T extends @Nullable Object> {

		T run() throws IOException;

	}

	/**
	 * Reads a piece batch by batch. What the writer throws does not come through here, so
	 * that it is not taken for something wrong with the backup.
	 */
	private static final class PieceReader {

		private final String name;

		private final Piece piece;

		private @Nullable InputStream input;

		private long documents;

		PieceReader(String name, Piece piece) {
			this.name = name;
			this.piece = piece;
		}

		@Nullable DocumentBatch next() {
			return ArchiveSource.<@Nullable DocumentBatch>reading(this.name, this::read);
		}

		private @Nullable DocumentBatch read() throws IOException {
			if (this.input == null) {
				this.input = this.piece.open();
			}
			DocumentStream stream = new DocumentStream(this.input);
			List<RawBsonDocument> batch = new ArrayList<>();
			long bytes = 0;
			while (batch.size() < BATCH_DOCUMENTS && bytes < BATCH_BYTES) {
				RawBsonDocument document = stream.next();
				if (document == null) {
					break;
				}
				batch.add(document);
				bytes += document.getByteBuffer().remaining();
			}
			this.documents += batch.size();
			if (!batch.isEmpty()) {
				return new DocumentBatch(batch, bytes);
			}
			this.input.close();
			if (this.piece.documents() >= 0 && this.piece.documents() != this.documents) {
				throw new BadArchiveException("holds another number of documents than it says");
			}
			return null;
		}

	}

}
