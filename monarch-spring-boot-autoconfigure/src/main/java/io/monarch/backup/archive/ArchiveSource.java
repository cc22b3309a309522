package io.monarch.backup.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.PartWriter;
import io.monarch.transfer.Provenance;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a backup of any format: Monarch's own, those of mongodump, and that of the Python
 * monarch. Errors name the backup.
 */
public final class ArchiveSource implements CollectionSource {

	private static final int ZIP = 0x04034b50;

	private static final int EMPTY_ZIP = 0x06054b50;

	private static final int ZSTD = 0xfd2fb528;

	private static final int GZIP = 0x8b1f;

	private final String name;

	private final String format;

	private final Contents contents;

	private final long size;

	private final LargeMemory memory = new LargeMemory();

	private ArchiveSource(String name, String format, Contents contents, long size) {
		this.format = format;
		this.name = name;
		this.contents = contents;
		this.size = size;
	}

	/**
	 * Open a file of a store.
	 * @param file the file, which is closed with the source
	 * @return the source
	 * @throws MonarchException if it is not a backup, or is damaged
	 */
	public static ArchiveSource open(BackupFile file) {
		return open(file, null);
	}

	/**
	 * Open a file of a store.
	 * @param file the file, which is closed with the source
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @return the source
	 * @throws MonarchException if it is not a backup, is damaged, or does not contain
	 * that database
	 */
	public static ArchiveSource open(BackupFile file, @Nullable String database) {
		BackupFile bounded = new UncheckedBackupFile(file);
		return ReadFailures.reading(file.name(), () -> {
			try {
				return new ArchiveSource(file.name(), format(bounded), read(bounded, database), file.size());
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
	 * @throws MonarchException if it is not a dump, or is damaged
	 */
	public static ArchiveSource open(Path directory) {
		return open(directory, null);
	}

	/**
	 * Open the directory of a dump.
	 * @param directory the directory
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @return the source
	 * @throws MonarchException if it is not a dump, is damaged, or does not contain that
	 * database
	 */
	public static ArchiveSource open(Path directory, @Nullable String database) {
		return ReadFailures.reading(directory.toString(), () -> new ArchiveSource(directory.toString(),
				"directory of mongodump", DumpDirectory.read(directory, database), size(directory)));
	}

	private static long size(Path directory) throws IOException {
		try (var paths = Files.walk(directory)) {
			return paths.filter(Files::isRegularFile).mapToLong((path) -> path.toFile().length()).sum();
		}
	}

	/**
	 * Read the summary of a file from its end.
	 * @param file the file
	 * @return the summary, or {@code null} if it is not a complete backup of Monarch's
	 * own format
	 * @throws IOException if it cannot be read
	 */
	public static @Nullable BackupSummary summary(BackupFile file) throws IOException {
		ZipEnd end = ZipEnd.read(file);
		return (end != null && end.complete()) ? BackupSummary.ofComment(end.comment()) : null;
	}

	/**
	 * Return the checksum of a backup of Monarch's own format, from its end. It covers
	 * everything but the documents, whose checksums it covers.
	 * @param file the file
	 * @return 64 hexadecimal digits, or {@code null} if it is not a complete backup of
	 * this format
	 * @throws IOException if it cannot be read
	 */
	public static @Nullable String checksum(BackupFile file) throws IOException {
		ZipEnd end = ZipEnd.read(file);
		if (end == null || !end.complete() || BackupSummary.ofComment(end.comment()) == null) {
			return null;
		}
		byte[] comment = end.comment().getBytes(StandardCharsets.UTF_8);
		return Digests.sha256(comment, comment.length);
	}

	/**
	 * Tell whether a file has the format of another tool's dump, reading only its
	 * beginning and end.
	 * @param file the file
	 * @return whether it has
	 * @throws IOException if it cannot be read
	 */
	public static boolean isForeign(BackupFile file) throws IOException {
		int magic = magic(file);
		return "".equals(MonarchArchive.comment(file)) || magic == MongodumpArchive.MAGIC || magic == ZSTD
				|| (magic & 0xffff) == GZIP;
	}

	private static Contents read(BackupFile file, @Nullable String database) throws IOException {
		int magic = magic(file);
		if (magic == ZIP || magic == EMPTY_ZIP) {
			String comment = MonarchArchive.comment(file);
			if (comment == null) {
				throw new BadArchiveException("is incomplete or truncated: its end is missing");
			}
			Contents contents = comment.isEmpty() ? PythonMonarchZip.read(file) : MonarchArchive.read(file, comment);
			BackupSummary summary = contents.summary();
			Databases.require(file.name(), (summary != null) ? summary.database() : null, database);
			return contents;
		}
		if (magic == MongodumpArchive.MAGIC) {
			return MongodumpArchive.read(file, file.read(0, file.size()), false, database);
		}
		if (magic == ZSTD) {
			Zstandard.load();
			return MongodumpArchive.read(file,
					new ZstdCompressorInputStream(new BufferedInputStream(file.read(0, file.size()))), true, database);
		}
		if ((magic & 0xffff) == GZIP) {
			return MongodumpArchive.read(file,
					GzipCompressorInputStream.builder()
						.setInputStream(new BufferedInputStream(file.read(0, file.size())))
						.setDecompressConcatenated(true)
						.get(),
					true, database);
		}
		throw new BadArchiveException((file.size() == 0) ? "is empty" : "is not a backup: its format is not known");
	}

	/**
	 * Return the format of a file in words.
	 */
	private static String format(BackupFile file) throws IOException {
		int magic = magic(file);
		if (magic == ZIP || magic == EMPTY_ZIP) {
			return "".equals(MonarchArchive.comment(file)) ? "zip file of the Python monarch" : "Monarch";
		}
		return "archive of mongodump" + ((magic == MongodumpArchive.MAGIC) ? "" : ", compressed");
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
	 * Return the summary of the backup.
	 * @return the summary, or {@code null} if its format has none
	 */
	public @Nullable BackupSummary summary() {
		return this.contents.summary();
	}

	/**
	 * Return the format in words.
	 * @return for example {@code Monarch}
	 */
	public String format() {
		return this.format;
	}

	/**
	 * Return the size of the file, or of all files of the directory.
	 * @return the bytes
	 */
	public long size() {
		return this.size;
	}

	/**
	 * Return the version of the server from which the data was read.
	 * @return the version, or {@code null} if it is not recorded
	 */
	public @Nullable String server() {
		return this.contents.server();
	}

	/**
	 * Return the collections with fields that a query set masked.
	 * @return the names of the collections, as far as they are recorded
	 */
	@Override
	public List<String> maskedCollections() {
		return this.contents.masked();
	}

	/**
	 * Return notices about omitted data.
	 * @return the notices, each a sentence
	 */
	public List<String> notices() {
		return this.contents.notices();
	}

	/**
	 * Return the recorded hash of the documents of a collection.
	 * @param collection the name of the collection
	 * @return the hash, or {@code null} if none is recorded: the collection is a view, or
	 * the backup is of an earlier version or of another tool
	 */
	public @Nullable ContentHash contentHash(String collection) {
		return this.contents.collections()
			.stream()
			.filter((each) -> each.definition().name().equals(collection))
			.findFirst()
			.map(Stored::contentHash)
			.orElse(null);
	}

	/**
	 * Tell whether hashes of the documents are recorded.
	 * @return whether they are
	 */
	public boolean isHashed() {
		return this.contents.collections().stream().anyMatch((each) -> each.contentHash() != null);
	}

	/**
	 * Return the names of all collections, including those whose metadata cannot be read.
	 * @return the names
	 */
	public Set<String> names() {
		return this.contents.names();
	}

	/**
	 * Select some collections.
	 * @param names the names of the selected collections
	 * @return the source with fewer collections
	 * @throws MonarchException if a collection does not exist
	 */
	public ArchiveSource only(Set<String> names) {
		Set<String> known = this.contents.names();
		names.stream().filter((each) -> !known.contains(each)).findFirst().ifPresent((missing) -> {
			throw new MonarchException(Kind.BAD_INPUT,
					"Backup '" + this.name + "' holds no collection '" + missing + "'.",
					known.isEmpty() ? "It holds none." : "It holds " + String.join(", ", known) + ".");
		});
		Contents kept = this.contents.only(names);
		return new ArchiveSource(this.name, this.format, kept, share(kept.collections()));
	}

	@Override
	public Provenance provenance() {
		BackupSummary summary = summary();
		return (summary != null)
				? new Provenance(Provenance.Operation.RESTORE, this.name, summary.environment(), summary.database(),
						summary.createdAt(), summary.querySet())
				: new Provenance(Provenance.Operation.RESTORE, this.name, null, null, null, null);
	}

	/**
	 * Return the share of some collections in the size of the backup, assuming uniform
	 * compression.
	 */
	private long share(List<Stored> kept) {
		double all = bytes(this.contents.collections());
		return (all > 0) ? (long) (this.size * (bytes(kept) / all)) : this.size;
	}

	private static double bytes(List<Stored> collections) {
		return collections.stream().mapToDouble((each) -> (double) Math.max(0, each.definition().bytes())).sum();
	}

	/**
	 * Return the collections.
	 * @return the collections
	 * @throws MonarchException if the metadata of one of them cannot be parsed, or if the
	 * database was being replaced; use {@link #only} to select some of them
	 */
	@Override
	public List<CollectionDefinition> collections() {
		if (this.contents.replacement() != null) {
			throw new BadBackupException(
					"Backup '" + FileNames.printable(this.name)
							+ "' was taken while the database was being replaced by " + this.contents.replacement()
							+ ": its collections are partly old and partly new.",
					"Nothing was changed. Use another backup, or restore the collections that you want with --only.",
					null);
		}
		this.contents.unreadable().values().stream().findFirst().ifPresent((problem) -> {
			boolean others = !this.contents.collections().isEmpty();
			throw new BadBackupException(
					"Backup '" + FileNames.printable(this.name) + "' " + problem.getMessage() + ".",
					others ? "Nothing was changed. Restore the other collections with --only, or use another backup."
							: "Nothing was changed. Use another backup.",
					problem);
		});
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
		new PieceReader(this.name, piece, this.memory).read(writer);
	}

	@Override
	public boolean hasDocuments(CollectionDefinition collection) throws InterruptedException {
		// Other formats do not contain the number.
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
		return inconsistent().isEmpty();
	}

	@Override
	public Set<String> inconsistent() {
		Set<String> inconsistent = this.contents.inconsistent();
		return this.contents.collections()
			.stream()
			.map(Stored::definition)
			.filter((each) -> each.kind() != CollectionDefinition.Kind.VIEW
					&& (inconsistent == null || inconsistent.contains(each.name())))
			.map(CollectionDefinition::name)
			.collect(Collectors.toUnmodifiableSet());
	}

	@Override
	public void close() {
		ReadFailures.reading(this.name, () -> {
			this.contents.resources().close();
			return this;
		});
	}

}
