package io.monarch.faults;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.github.luben.zstd.ZstdInputStream;
import org.bson.Document;
import org.bson.RawBsonDocument;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is seen of backups with nothing but a tool for zip files and one for zstd.
 */
final class StoredBackups {

	private static final String MANIFEST = "monarch.json";

	private StoredBackups() {
	}

	static List<Path> visible(Path folder) throws IOException {
		return files(folder, false);
	}

	/**
	 * Return what is hidden, except the file that is there for being locked.
	 */
	static List<Path> hidden(Path folder) throws IOException {
		return files(folder, true);
	}

	private static List<Path> files(Path folder, boolean hidden) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter((file) -> file.getFileName().toString().startsWith(".") == hidden)
				.filter((file) -> !file.getFileName().toString().equals(".lock"))
				.sorted()
				.toList();
		}
	}

	/**
	 * Check that a backup is whole: that it has the entries of another one of the same
	 * source, with the same in them but for what changes all the while, that its manifest
	 * is true, and that its accounts are of one point in time.
	 */
	static void requireWhole(Path file, Path other) throws IOException {
		Map<String, byte[]> expected = entries(other);
		try {
			requireWhole(file, expected);
		}
		catch (IOException | RuntimeException ex) {
			throw new AssertionError(file + " cannot be read: " + ex, ex);
		}
	}

	private static void requireWhole(Path file, Map<String, byte[]> expected) throws IOException {
		Map<String, byte[]> entries = entries(file);
		assertThat(entries.keySet()).as("entries of " + file).containsExactlyElementsOf(expected.keySet());
		assertThat(entries.keySet()).as("entries of " + file).last().isEqualTo(MANIFEST);
		Map<String, Long> documents = new TreeMap<>();
		long sum = 0;
		for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
			String name = entry.getKey();
			if (name.endsWith(".zst")) {
				List<ByteBuffer> found = documents(entry.getValue());
				documents.put(name, (long) found.size());
				if (isInMotion(name)) {
					sum += found.stream().mapToLong(StoredBackups::amount).sum();
				}
				else {
					assertThat(found.equals(documents(expected.get(name)))).as("documents of %s in %s", name, file)
						.isTrue();
				}
			}
			else if (!name.equals(MANIFEST)) {
				assertThat(entry.getValue()).as("%s in %s", name, file).isEqualTo(expected.get(name));
			}
		}
		assertThat(sum).as("sum of the accounts in " + file).isEqualTo(Writer.SUM);
		requireTrue(Document.parse(new String(entries.get(MANIFEST), StandardCharsets.UTF_8)), entries, documents);
	}

	private static boolean isInMotion(String entry) {
		return Writer.COLLECTIONS.stream().anyMatch((name) -> entry.endsWith("/" + name + ".bson.zst"));
	}

	private static void requireTrue(Document manifest, Map<String, byte[]> entries, Map<String, Long> documents) {
		Map<String, Long> counts = new TreeMap<>();
		for (Document file : manifest.getList("files", Document.class)) {
			String name = file.getString("name");
			counts.put(name, file.get("documents", Number.class).longValue());
			assertThat(sha256(entries.get(name))).as("checksum of " + name).isEqualTo(file.getString("sha256"));
		}
		assertThat(counts).as("documents, as the manifest says").isEqualTo(documents);
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return the entries in their order, but for the manifest by name: collections are
	 * written in the order in which they are read.
	 */
	private static Map<String, byte[]> entries(Path file) throws IOException {
		Map<String, byte[]> entries = new LinkedHashMap<>();
		try (ZipFile zip = new ZipFile(file.toFile())) {
			assertThat(Document.parse(zip.getComment())).containsKey("monarch");
			List<? extends ZipEntry> all = new ArrayList<>(Collections.list(zip.entries()));
			assertThat(all.get(all.size() - 1).getName()).as("last entry of " + file).isEqualTo(MANIFEST);
			all.sort(Comparator.comparing((ZipEntry entry) -> entry.getName().equals(MANIFEST))
				.thenComparing(ZipEntry::getName));
			for (ZipEntry entry : all) {
				try (InputStream input = zip.getInputStream(entry)) {
					entries.put(entry.getName(), input.readAllBytes());
				}
			}
		}
		return entries;
	}

	private static long amount(ByteBuffer document) {
		byte[] bytes = new byte[document.remaining()];
		document.duplicate().get(bytes);
		return new RawBsonDocument(bytes).getInt64("amount").getValue();
	}

	/**
	 * Return the documents, sorted, since parts of a collection are read side by side.
	 */
	private static List<ByteBuffer> documents(byte[] compressed) throws IOException {
		byte[] bytes;
		try (ZstdInputStream input = new ZstdInputStream(new ByteArrayInputStream(compressed))) {
			bytes = input.readAllBytes();
		}
		List<ByteBuffer> documents = new ArrayList<>();
		ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		for (int at = 0; at < bytes.length; at += buffer.getInt(at)) {
			documents.add(buffer.slice(at, buffer.getInt(at)));
		}
		Collections.sort(documents);
		return documents;
	}

}
