package io.monarch.backup.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/**
 * Reads the directory form of mongodump, plain or compressed.
 */
final class DumpDirectory {

	private static final int BUFFER = 64 << 10;

	private DumpDirectory() {
	}

	static Contents read(Path directory) throws IOException {
		Path database = database(directory);
		DumpFiles files = new DumpFiles();
		for (Path path : list(database)) {
			String name = path.getFileName().toString();
			String stem = name.replaceFirst("\\.(?:gz|zst)$", "");
			if (stem.equals("prelude.json")) {
				continue;
			}
			if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !DumpFiles.isDumpFile(stem)) {
				throw new BadArchiveException(
						"holds something that is no file of a dump: '" + FileNames.printable(name) + "'");
			}
			files.add(stem, Files.size(path), () -> open(path));
		}
		return files.contents(() -> {
		});
	}

	private static InputStream open(Path path) throws IOException {
		InputStream input = new BufferedInputStream(Files.newInputStream(path), BUFFER);
		String name = path.getFileName().toString();
		if (name.endsWith(".gz")) {
			return new BufferedInputStream(
					GzipCompressorInputStream.builder().setInputStream(input).setDecompressConcatenated(true).get(),
					BUFFER);
		}
		return name.endsWith(".zst") ? new BufferedInputStream(new ZstdCompressorInputStream(input), BUFFER) : input;
	}

	/**
	 * A dump has a directory for each database; either of them can be named.
	 */
	private static Path database(Path directory) throws IOException {
		if (holdsDump(directory)) {
			return directory;
		}
		List<Path> databases = new ArrayList<>();
		for (Path path : list(directory)) {
			if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && holdsDump(path)) {
				databases.add(path);
			}
		}
		if (databases.size() > 1) {
			databases.removeIf((path) -> path.endsWith("admin"));
		}
		if (databases.isEmpty()) {
			throw new BadArchiveException("is a directory that holds no dump");
		}
		if (databases.size() > 1) {
			throw new BadArchiveException("holds several databases: name one of the directories "
					+ databases.stream().map((path) -> path.getFileName().toString()).toList());
		}
		return databases.get(0);
	}

	private static boolean holdsDump(Path directory) throws IOException {
		return list(directory).stream()
			.map((path) -> path.getFileName().toString().replaceFirst("\\.(?:gz|zst)$", ""))
			.anyMatch((name) -> DumpFiles.isDumpFile(name) && !name.equals("oplog.bson"));
	}

	private static List<Path> list(Path directory) throws IOException {
		try (Stream<Path> paths = Files.list(directory)) {
			return paths.sorted().toList();
		}
	}

}
