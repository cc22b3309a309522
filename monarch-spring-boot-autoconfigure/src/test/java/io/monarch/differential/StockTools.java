package io.monarch.differential;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import com.github.luben.zstd.ZstdInputStream;
import io.monarch.testsupport.TestDatabase;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The stock {@code mongodump} and {@code mongorestore}, where
 * {@code -Dmonarch.test.differential.tools} names their folder.
 */
final class StockTools {

	static final String PROPERTY = "monarch.test.differential.tools";

	private static final @Nullable String FOLDER = System.getProperty(PROPERTY);

	private StockTools() {
	}

	static boolean areThere() {
		return FOLDER != null;
	}

	static void dump(TestDatabase source, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("mongodump", "--quiet", "--uri", source.uri()));
		command.addAll(Arrays.asList(options));
		run(command);
	}

	static void restore(TestDatabase target, Path dump, String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("mongorestore", "--drop", "--maintainInsertionOrder",
				"--bypassDocumentValidation", "--uri", target.uri().replace("/" + target.name(), "/")));
		command.addAll(Arrays.asList(options));
		command.add(dump.toString());
		run(command);
	}

	private static void run(List<String> words) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(words);
		command.set(0, Path.of(String.valueOf(FOLDER), words.get(0)).toString());
		Path output = Files.createTempFile("monarch-differential", ".txt");
		try {
			int code = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start()
				.waitFor();
			if (code != 0) {
				throw new IllegalStateException(
						words.get(0) + " exits with " + code + ": " + lastOf(Files.readString(output).strip()));
			}
		}
		finally {
			Files.delete(output);
		}
	}

	private static String lastOf(String output) {
		return output.substring(Math.max(0, output.length() - 1000));
	}

	/**
	 * Unpack a backup as the page about backups says it.
	 * @param gzip whether the files of its collections are compressed by gzip
	 */
	static void unpack(Path backup, Path folder, boolean gzip) throws IOException {
		try (ZipFile zip = ZipFile.builder().setPath(backup).get()) {
			for (Enumeration<ZipArchiveEntry> entries = zip.getEntries(); entries.hasMoreElements();) {
				ZipArchiveEntry entry = entries.nextElement();
				if (!entry.isDirectory() && !entry.getName().equals("monarch.json")) {
					unpack(zip, entry, folder, gzip);
				}
			}
		}
	}

	private static void unpack(ZipFile zip, ZipArchiveEntry entry, Path folder, boolean gzip) throws IOException {
		boolean zstd = entry.getName().endsWith(".zst");
		boolean metadata = gzip && entry.getName().endsWith(".metadata.json");
		String name = zstd ? entry.getName().substring(0, entry.getName().length() - 4)
				: entry.getName() + (metadata ? ".gz" : "");
		// The folder has another name, since the database has one.
		Path file = folder.resolve(name.substring(name.indexOf('/') + 1));
		try (InputStream packed = zip.getInputStream(entry);
				InputStream input = zstd ? new ZstdInputStream(packed).setContinuous(true) : packed;
				OutputStream output = Files.newOutputStream(file);
				OutputStream written = metadata ? new GZIPOutputStream(output) : output) {
			input.transferTo(written);
		}
		catch (java.nio.file.FileSystemException ex) {
			throw new IOException(new String(file.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8),
					ex);
		}
	}

}
