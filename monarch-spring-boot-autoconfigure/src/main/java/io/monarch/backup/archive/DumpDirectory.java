package io.monarch.backup.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directory format of mongodump, plain or compressed.
 */
final class DumpDirectory {

	private static final int BUFFER = 64 << 10;

	private DumpDirectory() {
	}

	/**
	 * Read a dump.
	 * @param directory the directory of a database, or the parent of such directories
	 * @param wanted the database to restore, or {@code null} for the only one
	 */
	static Contents read(Path directory, @Nullable String wanted) throws IOException {
		DumpFiles files = new DumpFiles();
		Path database = database(directory, wanted);
		if (!database.equals(directory) && list(directory).stream().anyMatch((path) -> isOplog(name(path)))) {
			files.leftOut(DumpFilter.OPLOG);
		}
		for (Path path : list(database)) {
			String name = name(path);
			String stem = uncompressed(name);
			if (stem.equals(DumpFiles.PRELUDE)) {
				continue;
			}
			if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !DumpFiles.isDumpFile(stem)) {
				throw new BadArchiveException(
						"holds a file that is not part of a dump: '" + FileNames.printable(name) + "'");
			}
			long size = Files.size(path);
			FileTime modified = Files.getLastModifiedTime(path);
			files.add(stem, size, () -> {
				// A restore uses exactly the files that were shown before.
				if (Files.size(path) != size || !Files.getLastModifiedTime(path).equals(modified)) {
					throw new BadArchiveException(
							"was changed while it was open: file '" + FileNames.printable(name) + "' was replaced");
				}
				return open(path);
			});
		}
		return files.contents(() -> {
		});
	}

	private static InputStream open(Path path) throws IOException {
		InputStream input = new BufferedInputStream(Files.newInputStream(path), BUFFER);
		String name = name(path);
		if (name.endsWith(".gz")) {
			return new BufferedInputStream(
					GzipCompressorInputStream.builder().setInputStream(input).setDecompressConcatenated(true).get(),
					BUFFER);
		}
		if (name.endsWith(".zst")) {
			Zstandard.load();
			return new BufferedInputStream(new ZstdCompressorInputStream(input), BUFFER);
		}
		return input;
	}

	/**
	 * A dump has a directory for each database; either of them can be named.
	 */
	private static Path database(Path directory, @Nullable String wanted) throws IOException {
		if (holdsDump(directory)) {
			Databases.require(directory.toString(), name(directory.toAbsolutePath().normalize()), wanted);
			return directory;
		}
		Map<String, Path> databases = new TreeMap<>();
		for (Path path : list(directory)) {
			if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && holdsDump(path)) {
				databases.put(name(path), path);
			}
		}
		String picked = Databases.pick(directory.toString(), databases.keySet(), wanted);
		Path path = (picked != null) ? databases.get(picked) : null;
		if (path == null) {
			throw new BadArchiveException(databases.isEmpty() ? "is a directory that holds no dump"
					: "holds only the server's own databases, " + String.join(", ", databases.keySet())
							+ ", which are not restored");
		}
		return path;
	}

	private static boolean holdsDump(Path directory) throws IOException {
		return list(directory).stream()
			.map(DumpDirectory::name)
			.anyMatch((name) -> DumpFiles.isDumpFile(uncompressed(name)) && !isOplog(name));
	}

	private static boolean isOplog(String name) {
		return uncompressed(name).equals("oplog.bson");
	}

	private static String uncompressed(String name) {
		return name.replaceFirst("\\.(?:gz|zst)$", "");
	}

	private static String name(Path path) {
		Path name = path.getFileName();
		return (name != null) ? name.toString() : "";
	}

	private static List<Path> list(Path directory) throws IOException {
		try (Stream<Path> paths = Files.list(directory)) {
			return paths.filter((path) -> !DumpFiles.isStray(name(path))).sorted().toList();
		}
	}

}
