package io.monarch.faults;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
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
	 * Check that a backup is whole: that every entry can be read, that it has as many
	 * documents as its manifest says, and that its accounts are of one point in time.
	 */
	static void requireWhole(Path file) throws IOException {
		try (ZipFile zip = new ZipFile(file.toFile())) {
			String last = "";
			long sum = -1;
			for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
				ZipEntry entry = entries.nextElement();
				last = entry.getName();
				byte[] content;
				try (InputStream input = zip.getInputStream(entry)) {
					content = input.readAllBytes();
				}
				if (last.endsWith(".bson.zst")) {
					List<RawBsonDocument> documents = documents(content);
					if (last.endsWith("/" + Writer.COLLECTION + ".bson.zst")) {
						sum = documents.stream().mapToLong((it) -> it.getInt64("amount").getValue()).sum();
					}
				}
			}
			assertThat(last).as("last entry of " + file).isEqualTo("monarch.json");
			assertThat(sum).as("sum of the accounts in " + file).isEqualTo(Writer.SUM);
			assertThat(Document.parse(zip.getComment())).containsKey("monarch");
		}
	}

	private static List<RawBsonDocument> documents(byte[] compressed) throws IOException {
		byte[] bytes;
		try (ZstdInputStream input = new ZstdInputStream(new ByteArrayInputStream(compressed))) {
			bytes = input.readAllBytes();
		}
		List<RawBsonDocument> documents = new ArrayList<>();
		ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		for (int at = 0; at < bytes.length; at += buffer.getInt(at)) {
			documents.add(new RawBsonDocument(bytes, at, buffer.getInt(at)));
		}
		return documents;
	}

}
